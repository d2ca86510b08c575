import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import type { Authority } from "@codex-toolloop/supervisor";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeRun } from "../test/test-dashboard.ts";
import { KEEP_NEWEST, startRetention } from "./retention.ts";

const DAY = 86_400_000;
const LONG_AGO = new Date(Date.now() - 40 * DAY).toISOString();

let dir: string;
let store: Store;
let stop: () => void = () => {};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "toolloop-retention-"));
  store = await openStore(join(dir, "store"), { create: true, env: {} });
});
afterEach(async () => {
  stop();
  vi.useRealTimers();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

/** Retention with its clock in the test's hand. @returns waits for the next thing that it logs. */
async function begin(authority: Authority = { held: true, readOnly: false }, queue: string[] = []) {
  const catalog = await store.catalog();
  let heard: (entry: { event: string; [key: string]: unknown }) => void = () => {};
  const log = Object.assign((entry: { event: string }) => heard(entry), { error() {} });
  const asked: Promise<unknown>[] = [];
  const { prune } = store;
  store.prune = (options) => {
    const work = prune(options);
    asked.push(work);
    return work;
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  stop = startRetention({ store, catalog, supervisor: { authority: () => authority, queue: () => queue }, log });
  const next = () => new Promise<{ event: string; [key: string]: unknown }>((resolve) => (heard = resolve));
  return { next, asked };
}

/** Until what was begun is over, and what follows it in the same moment as well. */
const over = async (work: Promise<unknown> | undefined) => {
  await work;
  await new Promise((resolve) => setImmediate(resolve));
};

const old = (patch = {}) =>
  writeRun(store, { status: "success", createdAt: LONG_AGO, finishedAt: LONG_AGO, ...patch }).then((m) => m.runId);

/** A run as it stands before it is written down: its request and nothing else. */
async function made(): Promise<string> {
  const like = await store.readRequest((await writeRun(store)).runId);
  if (!like) throw new Error("the run has no request");
  const runId = newRunId();
  await store.createRun({ ...like, runId });
  return runId;
}

describe("retention", () => {
  it("keeps the newest 100 final runs and every live one, and removes the older ones of more than 30 days", async () => {
    const ids: string[] = [];
    for (let i = 0; i < KEEP_NEWEST + 3; i++) {
      const createdAt = new Date(Date.parse(LONG_AGO) + i * 1000).toISOString();
      ids.push(await old({ createdAt, finishedAt: createdAt }));
    }
    const createdAt = new Date(Date.parse(LONG_AGO) - DAY).toISOString();
    const live = await old({ status: "running", createdAt, finishedAt: undefined });
    // The list knows from the supervisor that this one, final by its own word, is not over: its tree still lives.
    const dying = await old({ createdAt });
    (await store.catalog()).overlay(dying, { status: "running" });
    const { next } = await begin();
    const pruned = next();
    vi.advanceTimersByTime(60_000);
    expect(await pruned).toMatchObject({ event: "pruned", runs: 3, leftovers: 0 });
    const there = async (id: string) => (await store.readMeta(id)) !== null;
    expect(await Promise.all(ids.map(there))).toEqual(ids.map((_, i) => i >= 3));
    expect([await there(live), await there(dying)]).toEqual([true, true]);
  });

  it("takes a run that a crash left unrecorded once it is a day old, and none that waits", async () => {
    const [unrecorded, queued] = await Promise.all([made(), made()]);
    const { next } = await begin(undefined, [queued]);
    // The change time of a directory cannot be set back.
    vi.setSystemTime(Date.now() + 2 * DAY);
    const pruned = next();
    vi.advanceTimersByTime(60_000);
    expect(await pruned).toMatchObject({ event: "pruned", runs: 0, leftovers: 1 });
    expect([await store.readRequest(unrecorded), (await store.readRequest(queued))?.runId]).toEqual([null, queued]);
  });

  it("comes again after a day, and not before", async () => {
    const { asked } = await begin();
    vi.advanceTimersByTime(60_000);
    await over(asked[0]);
    vi.advanceTimersByTime(DAY - 1);
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(asked).toHaveLength(2);
  });

  it("touches nothing while another process supervises the store", async () => {
    const { asked } = await begin({ held: false, readOnly: true });
    vi.advanceTimersByTime(60_000);
    await over(undefined);
    expect(asked).toEqual([]);
  });
});
