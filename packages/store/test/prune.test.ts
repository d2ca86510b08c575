import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newRunId } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { sweepOrphans } from "../src/prune/sweep-orphans.ts";
import { newRun, tempDir, tempStore } from "./support/temp-store.ts";

const DAY = 86_400_000;
/** The change time of a file cannot be set back, so the tests look from two days later. */
const later = () => new Date(Date.now() + 2 * DAY);
const options = { days: 30, keep: 100, isLive: () => false };

describe("what crashes left behind", () => {
  test("is removed a day later: a directory of no run, a removal that was cut short, temporary files", async () => {
    const store = await tempStore();
    const dir = (name: string) => join(store.root, "runs", name);
    const orphan = newRunId();
    mkdirSync(dir(orphan));
    writeFileSync(join(dir(orphan), "spec.md"), "half");
    const cut = `.deleted-${newRunId()}`;
    mkdirSync(dir(cut));
    writeFileSync(join(dir(cut), "output.log"), "x".repeat(100));
    const kept = await newRun(store);
    const writer = store.openRunWriter(kept);
    writer.writeMeta({ status: "success", finishedAt: new Date().toISOString() });
    writer.close();
    const temporary = [".meta.json.12.0a1b2c.tmp", "exit.json.34.tmp"].map((name) => join("runs", kept, name));
    for (const path of [...temporary, ".index.jsonl.9.ffee.tmp"]) writeFileSync(join(store.root, path), "t");

    expect(await store.prune({ ...options, now: new Date() })).toMatchObject({ removed: [], orphans: [] });
    const expected = [join("runs", orphan), join("runs", cut), ...temporary, ".index.jsonl.9.ffee.tmp"].sort();
    const dry = await store.prune({ ...options, now: later(), dryRun: true });
    expect([...dry.orphans].sort()).toEqual(expected);
    for (const path of expected) expect(existsSync(join(store.root, path))).toBe(true);
    const done = await store.prune({ ...options, now: later() });
    expect([...done.orphans].sort()).toEqual(expected);
    expect(done).toMatchObject({ removed: [], kept: 1, bytes: 4 + 100 + 3 });
    for (const path of expected) expect(existsSync(join(store.root, path))).toBe(false);
    expect(existsSync(join(dir(kept), "meta.json"))).toBe(true);
    expect((await store.prune({ ...options, now: later() })).orphans).toEqual([]);
  });

  test("is nothing that somebody waits for or put there: a queued run, files of other names, links, a foreign folder", async () => {
    const store = await tempStore();
    const queued = await newRun(store, { requestedVia: "dashboard" });
    const elsewhere = tempDir();
    writeFileSync(join(elsewhere, ".a.1.bb.tmp"), "mine");
    symlinkSync(elsewhere, join(store.root, "runs", newRunId()));
    mkdirSync(join(store.root, "runs", "notes"));
    for (const name of ["notes.tmp", ".profile", "config.yaml"]) writeFileSync(join(store.root, name), "");
    const { orphans } = await store.prune({ ...options, now: later() });
    expect(orphans).toEqual([]);
    expect(await store.readRequest(queued)).not.toBeNull();
    expect(existsSync(join(elsewhere, ".a.1.bb.tmp"))).toBe(true);
  });

  test("is also a run that was made and never written down, for the supervisor, which knows the queued ones", async () => {
    const store = await tempStore();
    const [unrecorded, queued, listed] = [await newRun(store, {}, "spec"), await newRun(store), await newRun(store)];
    (await store.catalog()).overlay(listed, { status: "failed", finishedAt: new Date().toISOString() });
    const isQueued = (runId: string) => runId === queued;
    expect((await store.prune({ ...options, isQueued, now: new Date() })).orphans).toEqual([]);
    expect((await store.prune({ ...options, now: later() })).orphans).toEqual([]);
    expect((await store.prune({ ...options, isQueued, now: later() })).orphans).toEqual([join("runs", unrecorded)]);
    const there = [unrecorded, queued, listed].map((runId) => existsSync(store.runDir(runId)));
    expect(there).toEqual([false, true, true]);
  });

  test("may be removed by somebody else meanwhile", async () => {
    const store = await tempStore();
    const gone = await newRun(store);
    const removes = (runId: string) => {
      rmSync(store.runDir(runId), { recursive: true });
      return true;
    };
    expect(await sweepOrphans(store.root, removes, { now: later() })).toEqual({ paths: [], bytes: 0 });
    expect(existsSync(store.runDir(gone))).toBe(false);
  });

  test("is judged by its last change, not by the time that it claims", async () => {
    const store = await tempStore();
    const orphan = join(store.root, "runs", newRunId());
    mkdirSync(orphan);
    utimesSync(orphan, new Date(0), new Date(0));
    expect((await store.prune({ ...options, now: new Date() })).orphans).toEqual([]);
  });
});
