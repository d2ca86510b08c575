import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunListQuery, type RunSummary } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { filledStore as filled } from "./support/filled-store.ts";
import { generateStore } from "./support/generate-store.ts";
import { newRun, tempDir, tempStore, until } from "./support/temp-store.ts";

const query = (patch: Partial<RunListQuery> = {}) => ({ ...RunListQuery.parse({}), ...patch });

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
