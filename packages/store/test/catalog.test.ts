import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunListQuery, type RunSummary } from "@codex-toolloop/protocol";
import { openStore, type RunCatalog, type Store } from "@codex-toolloop/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { generateStore } from "./support/generate-store.ts";
import { newRun, requestOf, tempDir, tempStore, until } from "./support/temp-store.ts";

const query = (patch: Partial<RunListQuery> = {}) => ({ ...RunListQuery.parse({}), ...patch });

async function filled(runs: number, linesPerRun = 2): Promise<{ store: Store; catalog: RunCatalog; ids: string[] }> {
  const root = tempDir();
  const { runIds } = generateStore(root, { runs, linesPerRun });
  const store = await openStore(root, { env: {} });
  onTestFinished(() => store.close());
  return { store, catalog: await store.catalog(), ids: runIds };
}

describe("the list", () => {
  test("has each run once, its last line, newest first, page by page", async () => {
    const { catalog, ids } = await filled(130, 3);
    expect(catalog.size()).toBe(130);
    const pages = [0, 50, 100].flatMap((offset) => catalog.query(query({ offset })).items);
    expect(pages.map((run) => run.runId)).toEqual([...ids].reverse());
    expect(pages.every((run) => run.status === "success" || run.status === "failed")).toBe(true);
  });
  test("is filtered by kind, status, workspace, workflow and words, alone and together", async () => {
    const { catalog } = await filled(200);
    const all = catalog.query(query({ limit: 200 })).items;
    const same = (patch: Partial<RunListQuery>, test: (run: RunSummary) => boolean) => {
      const page = catalog.query(query({ limit: 200, ...patch }));
      expect(page.items).toEqual(all.filter(test));
      expect(page.total).toBe(page.items.length);
    };
    same({ kind: "script" }, (r) => r.kind === "script");
    same({ status: ["failed"] }, (r) => r.status === "failed");
    same({ workspace: "ws_000000000002" }, (r) => r.workspace?.id === "ws_000000000002");
    same({ workspace: "/home/someone/projects/dune" }, (r) => r.workspace?.name === "dune");
    same({ workflow: "tour", status: ["failed", "success"] }, (r) => r.workflow === "tour");
    same({ q: "ALICE dune" }, (r) => r.requestedBy === "alice" && r.workspace?.name === "dune");
    same({ q: "step failed code" }, (r) => r.detail !== undefined);
    same({ q: "nothing has this" }, () => false);
  });
  test("knows the runs of a session and of a workspace, without a look at the others", async () => {
    const { store, catalog } = await filled(40);
    const none = { runs: 0, lastRunAt: null, liveRunIds: [] };
    const [a, b] = ["se_000000000000000a", "se_000000000000000b"];
    expect(catalog.ofSession(a)).toEqual(none);
    const workspace = { id: "ws_00000000beef", path: "/x", name: "x" };
    const add = async (n: number, sessionId: string) => {
      const createdAt = new Date(Date.UTC(2030, 0, n)).toISOString();
      const runId = await newRun(store, { kind: "prompt", sessionId, workspace, createdAt }, "do it");
      const writer = store.openRunWriter(runId);
      writer.writeMeta({ status: "running" });
      await until("it is there", () => catalog.get(runId) !== undefined);
      const end = () => {
        writer.writeMeta({ status: "success" });
        writer.close();
      };
      return { runId, createdAt, end };
    };
    const runs = [await add(1, a), await add(2, a), await add(3, b)] as const;
    expect(catalog.ofSession(a)).toEqual({
      runs: 2,
      lastRunAt: runs[1].createdAt,
      liveRunIds: [runs[0].runId, runs[1].runId].sort(),
    });
    expect(catalog.ofWorkspace(workspace.id)).toMatchObject({ runs: 3, lastRunAt: runs[2].createdAt });
    for (const run of runs) run.end();
    await until("all are over", () => catalog.live().length === 0);
    expect(catalog.ofSession(a)).toMatchObject({ runs: 2, liveRunIds: [] });
    const page = (patch: Partial<RunListQuery>) => catalog.query(query(patch));
    expect(page({ session: a }).items.map((r) => r.runId)).toEqual([runs[1].runId, runs[0].runId]);
    expect(page({ session: a, limit: 1, offset: 1 })).toMatchObject({ total: 2, items: [{ runId: runs[0].runId }] });
    expect([page({ session: a, status: ["failed"] }).total, page({ session: "se_none" }).total]).toEqual([0, 0]);
    await store.deleteRun(runs[1].runId);
    await until("it is gone", () => catalog.get(runs[1].runId) === undefined);
    expect(catalog.ofSession(a)).toEqual({ runs: 1, lastRunAt: runs[0].createdAt, liveRunIds: [] });
    await store.deleteRun(runs[0].runId);
    await until("it is gone", () => catalog.ofSession(a).runs === 0);
    expect(catalog.ofSession(a)).toEqual(none);
    expect(catalog.ofWorkspace(workspace.id).runs).toBe(1);
  });
  test("finds a run by its id, or a unique prefix or suffix of four characters", async () => {
    const { catalog, ids } = await filled(50);
    const id = ids[7] ?? "";
    expect(catalog.find(id)).toMatchObject({ kind: "one", run: { runId: id } });
    expect(catalog.find(id.slice(-12).toUpperCase())).toMatchObject({ kind: "one", run: { runId: id } });
    expect(catalog.find(id.slice(0, 4))).toEqual({ kind: "many", count: 50 });
    expect(catalog.find("zzzz")).toEqual({ kind: "none" });
    expect(catalog.find(id.slice(-3))).toEqual({ kind: "none" });
  });
  test("a search is no way to guess what is masked: of runs that were there, that come, and under a new rule", async () => {
    const { catalog, ids, store } = await filled(20, 1);
    const aws = `${"AK"}IAQWERTZUIOPASDFGH`;
    const meta = {
      ...query(),
      ...JSON.parse(readFileSync(join(store.root, "index.jsonl"), "utf8").split("\n")[3] ?? ""),
    };
    const line = (patch: object) => `${JSON.stringify({ ...meta, ...patch })}\n`;
    appendFileSync(
      join(store.root, "index.jsonl"),
      line({ title: `zeppelin ${aws}`, preview: "password=hunter22 of ACME-1234" }),
    );
    await until("it is there", () => catalog.get(ids[3] ?? "")?.title.startsWith("zeppelin") === true);
    const total = (q: string) => catalog.query(query({ q })).total;
    const reopened = await openStore(store.root, { env: {} });
    onTestFinished(() => reopened.close());
    const again = await reopened.catalog();
    for (const found of [total, (q: string) => again.query(query({ q })).total]) {
      expect([found("zeppelin"), found("password="), found("ACME-1234")]).toEqual([1, 1, 1]);
      expect([found(aws), found(aws.slice(4)), found("qwertz"), found("hunter22"), found("hunter")]).toEqual([
        0, 0, 0, 0, 0,
      ]);
    }
    writeFileSync(join(store.root, "config.yaml"), "redact:\n  - { name: ticket, pattern: 'ACME-[0-9]{4}' }\n");
    expect([total("zeppelin"), total("ACME-1234"), total("1234")]).toEqual([1, 0, 0]);
  });
  test("counts torn and bad lines, and shows the rest", async () => {
    const root = tempDir();
    const { runIds } = generateStore(root, { runs: 3, linesPerRun: 1 });
    const path = join(root, "index.jsonl");
    const [first, ...rest] = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [first, "garbage", '{"v":1}', "", ...rest].join("\n"));
    appendFileSync(path, '{"v":1,"runId":"torn');
    const store = await openStore(root, { env: {} });
    onTestFinished(() => store.close());
    const catalog = await store.catalog();
    expect(catalog.query(query()).items.map((run) => run.runId)).toEqual(runIds.reverse());
    expect(catalog.skippedLines()).toBe(3);
    expect((await store.check()).tornLines).toBe(1);
  });
  test("is redacted", async () => {
    const store = await tempStore();
    const runId = await newRun(store, { title: "use password=hunter2" });
    const writer = store.openRunWriter(runId);
    writer.writeMeta({ status: "running" });
    writer.close();
    expect((await store.catalog()).get(runId)?.title).toBe("use password=*******");
  });
});

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
