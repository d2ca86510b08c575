import { RunListQuery } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { filledStore as filled } from "./support/filled-store.ts";
import { generateStore } from "./support/generate-store.ts";
import { newRun, tempDir, tempStore, until } from "./support/temp-store.ts";

const query = (patch: Partial<RunListQuery> = {}) => ({ ...RunListQuery.parse({}), ...patch });

describe("figures", () => {
  test("of the last 24 hours, by hour, oldest first", async () => {
    const now = new Date();
    const root = tempDir();
    generateStore(root, { runs: 480, linesPerRun: 1, days: 2, now });
    const store = await openStore(root, { env: {} });
    onTestFinished(() => store.close());
    const catalog = await store.catalog();
    const all = [0, 200, 400].flatMap((offset) => catalog.query(query({ limit: 200, offset })).items);
    const day = all.filter((run) => now.getTime() - Date.parse(run.finishedAt ?? "") < 86_400_000);
    const stats = catalog.stats(now);
    expect(stats.finished).toBe(day.length);
    expect(stats.succeeded).toBe(day.filter((run) => run.status === "success").length);
    expect(stats.hours).toHaveLength(24);
    expect(stats.hours.reduce((sum, hour) => sum + hour.finished, 0)).toBe(day.length);
    expect(stats.hours.reduce((sum, hour) => sum + hour.failed, 0)).toBe(day.length - stats.succeeded);
    expect(stats.medianDurationMs).toBeGreaterThan(0);
  });
  test("fewer than three successes of a workflow make no usual duration", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    for (const usual of [undefined, undefined, 1000]) {
      const runId = await newRun(store);
      const writer = store.openRunWriter(runId);
      const meta = writer.writeMeta({ status: "success", durationMs: 1000 });
      writer.close();
      await until("it is listed", () => catalog.get(runId)?.status === "success");
      expect(catalog.usualDurationMs(meta.workflow)).toBe(usual);
    }
  });

  test("prompts have no usual duration: each asks for something else", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    const ids = [];
    for (let n = 0; n < 3; n++) {
      const runId = await newRun(store, { kind: "prompt", workflow: "prompt" }, "do it");
      const writer = store.openRunWriter(runId);
      writer.writeMeta({ status: "success", durationMs: 1000 });
      writer.close();
      await until("it is listed", () => catalog.get(runId)?.status === "success");
      ids.push(runId);
    }
    expect(ids.map((id) => catalog.get(id)?.usualDurationMs)).toEqual([undefined, undefined, undefined]);
  });

  test("the usual duration is the median of the last 20 successes of a workflow", async () => {
    const { catalog } = await filled(400);
    const last = catalog
      .query(query({ limit: 200, workflow: "tour", status: ["success"] }))
      .items.slice(0, 20)
      .map((run) => run.durationMs ?? 0)
      .sort((a, b) => a - b);
    expect(catalog.usualDurationMs("tour")).toBe(((last[9] ?? 0) + (last[10] ?? 0)) / 2);
    expect(catalog.usualDurationMs("unknown")).toBeUndefined();
  });
});

describe("prune", () => {
  test("removes old final runs except the newest that are kept; live and queued ones never", async () => {
    const store = await tempStore();
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) {
      const createdAt = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
      const runId = await newRun(store, { createdAt });
      const writer = store.openRunWriter(runId);
      writer.writeMeta(i === 0 ? { status: "running" } : { status: "success", finishedAt: createdAt });
      writer.close();
      ids.push(runId);
    }
    const options = {
      days: 30,
      keep: 2,
      now: new Date(Date.UTC(2026, 5, 1)),
      isLive: (meta: { runId: string }) => meta.runId === ids[0],
    };
    const dry = await store.prune({ ...options, dryRun: true });
    expect(dry.removed.sort()).toEqual(ids.slice(1, 4).sort());
    expect(await store.readMeta(ids[1] ?? "")).not.toBeNull();
    const done = await store.prune(options);
    expect(done).toEqual({ ...dry, removed: done.removed });
    expect(done.bytes).toBeGreaterThan(0);
    expect(done.kept).toBe(3);
    expect(await store.readMeta(ids[1] ?? "")).toBeNull();
    expect(await store.readMeta(ids[0] ?? "")).not.toBeNull();
    expect((await store.prune({ ...options, days: 300 })).removed).toEqual([]);
  });
});
