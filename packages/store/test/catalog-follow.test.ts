import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunListQuery } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { filledStore as filled } from "./support/filled-store.ts";
import { newRun, requestOf, tempStore, until } from "./support/temp-store.ts";

const query = (patch: Partial<RunListQuery> = {}) => ({ ...RunListQuery.parse({}), ...patch });

describe("following", () => {
  test("the first run of a store that had none is told like any other", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    const told = new Promise<string[]>((resolve) => catalog.onChange((runs) => resolve(runs.map((run) => run.runId))));
    const runId = await newRun(store);
    const writer = store.openRunWriter(runId);
    writer.writeMeta({ status: "running" });
    writer.close();
    expect(await told).toEqual([runId]);
  });
  test("a run that another process writes appears by itself; the first change is told at once, each run once a batch", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    const batches: string[][] = [];
    catalog.onChange((runs) => batches.push(runs.map((run) => `${run.runId} ${run.status}`)));
    const other = await openStore(store.root, { env: {} });
    const runId = await newRun(other);
    const writer = other.openRunWriter(runId);
    const started = performance.now();
    writer.writeMeta({ status: "running" });
    await until("the run is listed", () => catalog.get(runId)?.status === "running");
    expect(performance.now() - started).toBeLessThan(1000);
    writer.writeMeta({ status: "success", finishedAt: new Date().toISOString(), durationMs: 5 });
    writer.close();
    await until("its end is told", () => batches.flat().includes(`${runId} success`));
    expect(catalog.live()).toEqual([]);
    for (const batch of batches) expect(new Set(batch).size).toBe(batch.length);
  });
  test("a replaced, a shortened and a removed index are read anew", async () => {
    const { store, catalog, ids } = await filled(10, 1);
    const path = join(store.root, "index.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    const removed: string[] = [];
    catalog.onChange((_runs, gone) => removed.push(...gone));
    writeFileSync(`${path}.new`, `${lines.slice(0, 8).join("\n")}\n`);
    renameSync(`${path}.new`, path);
    await until("two are gone", () => catalog.size() === 8);
    writeFileSync(path, `${lines.slice(0, 3).join("\n")}\n`);
    await until("three are left", () => catalog.size() === 3);
    rmSync(path);
    await until("none is left", () => catalog.size() === 0);
    await until("all were told", () => removed.length === 10);
    expect(removed.sort()).toEqual([...ids].sort());
  });
  test("a deleted run leaves the list and the disk", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const writer = store.openRunWriter(runId);
    writer.writeMeta({ status: "success" });
    writer.close();
    const catalog = await store.catalog();
    await store.deleteRun(runId);
    await until("it is gone", () => catalog.get(runId) === undefined);
    expect(await store.readRequest(runId)).toBeNull();
    expect((await store.rebuildIndex()).runs).toBe(0);
  });
});

describe("overlays", () => {
  test("show a queued run that has no line yet, from its request", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    const runId = await newRun(store, { title: "Queued one" });
    catalog.overlay(runId, { queuePosition: 2 });
    expect(catalog.get(runId)).toMatchObject({ status: "queued", title: "Queued one", queuePosition: 2 });
    expect(catalog.live()).toHaveLength(1);
    catalog.overlay(runId, null);
    expect(catalog.size()).toBe(0);
  });
  test("lie over the line, change filters and counts, and can be taken back", async () => {
    const { catalog, ids } = await filled(20);
    const id = ids[1] ?? "";
    catalog.overlay(id, { status: "orphaned", reason: "process_gone" });
    expect(catalog.query(query({ status: ["orphaned"] })).items.map((run) => run.runId)).toEqual([id]);
    expect(catalog.stats(new Date()).byStatus.orphaned).toBe(1);
    catalog.overlay(id, null);
    expect(catalog.query(query({ status: ["orphaned"] })).total).toBe(0);
    expect(catalog.get(id)?.status).toBe("success");
  });
  test("of a full summary show a run without any file", async () => {
    const store = await tempStore();
    const catalog = await store.catalog();
    const { runId, kind, workflow, title, requestedBy, requestedVia, createdAt } = requestOf();
    catalog.overlay(runId, {
      v: 1,
      runId,
      kind,
      workflow,
      title,
      requestedBy,
      requestedVia,
      createdAt,
      status: "queued",
    });
    expect(catalog.get(runId)?.title).toBe(title);
  });
});
