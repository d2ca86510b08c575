import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FinalStatus, RunStatus } from "@codex-toolloop/protocol";
import { openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Context, createContext } from "../src/context.ts";
import { openRecordLog } from "../src/records/record-log.ts";
import { newEntry, type RunEntry } from "../src/run/entry.ts";
import { finishRun } from "../src/run/finish-run.ts";
import { record, recordFact, TransitionRefused } from "../src/run/record.ts";
import { notBefore } from "../src/run/times.ts";
import { counterOf, mayBecome } from "../src/transitions.ts";
import { optionsFor } from "./support/options.ts";
import { requestFor } from "./support/rig.ts";

/** Every pair there is: from the line's status to the column's. */
const TABLE = `
             queued  running  success  failed  canceled  timeout  orphaned
  new        yes     yes      yes      yes     yes       yes      yes
  queued     yes     yes      yes      yes     yes       yes      yes
  running    no      yes      yes      yes     yes       yes      yes
  success    no      no       no       no      no        no       no
  failed     no      no       no       no      no        no       no
  canceled   no      no       no       no      no        no       no
  timeout    no      no       no       no      no        no       no
  orphaned   no      no       no       no      no        no       no
`;
const [columns = [], ...lines] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const PAIRS = lines.flatMap(([from = "", ...cells]) =>
  cells.map((cell, i) => ({
    from: from as RunStatus | "new",
    to: RunStatus.parse(columns[i]),
    allowed: cell === "yes",
  })),
);

let root: string;
let store: Store;
let ctx: Context;
const log: { event: string; [key: string]: unknown }[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "transitions-"));
  store = await openStore(root, { create: true, env: {} });
  log.length = 0;
  ctx = createContext({ ...optionsFor(store), log: (entry) => log.push(entry) });
  ctx.records = await openRecordLog(join(root, "ui-runs.jsonl"), 0);
});
afterEach(async () => {
  vi.useRealTimers();
  await ctx.records?.close();
  await store.close();
  await rm(root, { recursive: true, force: true });
});

/** A run that is in a status, without any process. */
async function runIn(status: RunStatus | "new"): Promise<RunEntry> {
  const request = requestFor();
  const { runId } = request;
  await store.createRun(request);
  const entry = newEntry({
    ...{ runId, origin: "ours", user: "ada", order: 0, request, graceSeconds: 1, timeoutSeconds: 60, recorded: false },
    record: { schemaVersion: 1, runId, at: new Date().toISOString(), status: "queued" },
  });
  if (status !== "new") await recordFact(ctx, entry, status, { queuedAt: new Date().toISOString() });
  return entry;
}

describe("the state machine", () => {
  it("has a line for every pair of states", () => {
    expect(PAIRS).toHaveLength(8 * 7);
    expect(new Set(PAIRS.map((p) => `${p.from} ${p.to}`)).size).toBe(56);
  });

  it.each(PAIRS)("$from → $to: $allowed", async ({ from, to, allowed }) => {
    expect(mayBecome(from, to)).toBe(allowed);
    const entry = await runIn(from);
    if (allowed) {
      await record(ctx, entry, to);
      expect(entry.record.status).toBe(to);
      return;
    }
    await expect(record(ctx, entry, to)).rejects.toThrow(TransitionRefused);
    // A fact that comes too late is no crash and no change: an event says that it was refused.
    await recordFact(ctx, entry, to, { detail: "too late" });
    expect(entry.record).toMatchObject({ status: from });
    expect(entry.record.detail).toBeUndefined();
    const refusals = await store.readRunAudit(entry.runId);
    expect(refusals.map(({ type, from, to }) => [type, from, to])).toEqual([
      ["run.transition_refused", from, to],
      ["run.transition_refused", from, to],
    ]);
    expect(log.filter((e) => e.event === "transition_refused")).toHaveLength(2);
  });

  it("does not let a second end overwrite the first, and says so; the same end again is no news", async () => {
    const entry = await runIn("running");
    const end = (status: FinalStatus) => finishRun(ctx, entry, { status, reason: "internal_error" });
    await end("success");
    await end("success");
    await end("canceled");
    expect(entry.record.status).toBe("success");
    expect((await store.readRunAudit(entry.runId)).map((e) => [e.type, e.to])).toEqual([
      ["run.finished", "success"],
      ["run.transition_refused", "canceled"],
    ]);
  });

  it.each([
    ["success", undefined],
    ["failed", "failures"],
    ["canceled", "cancellations"],
    ["timeout", "timeouts"],
    ["orphaned", "orphans"],
    ["queued", undefined],
    ["running", undefined],
  ] as const)("%s adds to %s", (status, counter) => expect(counterOf(status)).toBe(counter));
});

describe("the times of a run", () => {
  it("are in order also when the clock is set back between them", async () => {
    const entry = await runIn("queued");
    const { queuedAt = "" } = entry.record;
    vi.useFakeTimers({ now: Date.parse(queuedAt) - 3_600_000, toFake: ["Date"] });
    await recordFact(ctx, entry, "queued", { startedAt: notBefore(queuedAt) });
    await finishRun(ctx, entry, { status: "failed", reason: "spawn_error" });
    const { startedAt = "", finishedAt = "" } = entry.record;
    expect(queuedAt <= startedAt && startedAt <= finishedAt).toBe(true);
    expect((await store.readMeta(entry.runId))?.finishedAt).toBe(finishedAt);
  });
});
