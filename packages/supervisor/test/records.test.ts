import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunStatus, type UiRunRecord } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyFold, foldLine, holdsKey } from "../src/records/fold-records.ts";
import { loadRecords, openRecordLog, rewriteRecords } from "../src/records/record-log.ts";
import { mayBecome } from "../src/transitions.ts";

const runId = newRunId();
const at = "2026-01-01T00:00:00.000Z";
const line = (patch: Partial<UiRunRecord>): UiRunRecord => ({
  schemaVersion: 1,
  runId,
  at,
  status: "queued",
  ...patch,
});

describe("transitions", () => {
  it("lets a status change as the table says, and a final one never", () => {
    const final = ["success", "failed", "canceled", "timeout", "orphaned"];
    const allowed = (from: RunStatus | "new") => RunStatus.options.filter((to) => mayBecome(from, to));
    expect(allowed("new")).toEqual(RunStatus.options);
    expect(allowed("queued")).toEqual(RunStatus.options);
    expect(allowed("running")).toEqual(["running", ...final]);
    for (const status of RunStatus.options.filter((s) => final.includes(s))) expect(allowed(status)).toEqual([]);
  });
});

describe("folding records", () => {
  const fold = (...lines: (UiRunRecord | string)[]) => {
    const folded = emptyFold();
    for (const l of lines) foldLine(folded, typeof l === "string" ? l : JSON.stringify(l));
    return folded;
  };

  it("takes the last line per run, field by field", () => {
    const folded = fold(
      line({ requestedBy: "ada", idempotencyKey: "k" }),
      line({ status: "running", pid: 7, startTime: "t" }),
      line({ status: "failed", reason: "exit_nonzero", exitCode: 1 }),
    );
    expect(folded.runs.get(runId)).toEqual(
      line({
        status: "failed",
        reason: "exit_nonzero",
        exitCode: 1,
        pid: 7,
        startTime: "t",
        requestedBy: "ada",
        idempotencyKey: "k",
      }),
    );
  });

  it("never lets a later line overwrite a final status, and counts it", () => {
    const folded = fold(line({ status: "canceled" }), line({ status: "success" }), line({ status: "running" }));
    expect(folded.runs.get(runId)?.status).toBe("canceled");
    expect(folded.conflicts).toBe(2);
  });

  it("skips and counts lines that are no records", () => {
    const folded = fold("nonsense", "{}", '{"schemaVersion":2}', "", line({}));
    expect([folded.runs.size, folded.skipped, folded.lines]).toEqual([1, 3, 4]);
  });

  it("keeps the order in which runs first appeared", () => {
    const ids = [newRunId(), newRunId(), newRunId()];
    const folded = fold(...ids.map((id) => line({ runId: id })), line({ runId: ids[0] ?? "", status: "running" }));
    expect([...folded.runs.keys()]).toEqual(ids);
  });

  it("knows how long a key counts", () => {
    const now = Date.parse(at);
    expect(holdsKey(line({}), now, 1000)).toBe(false);
    expect(holdsKey(line({ idempotencyKey: "k" }), now + 5000, 1000)).toBe(true);
    expect(holdsKey(line({ idempotencyKey: "k", status: "success", queuedAt: at }), now + 999, 1000)).toBe(true);
    expect(holdsKey(line({ idempotencyKey: "k", status: "success", queuedAt: at }), now + 1000, 1000)).toBe(false);
  });
});

describe("the record file", () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "records-"));
    path = join(dir, "ui-runs.jsonl");
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it("reads nothing from no file", async () => {
    const { folded, torn } = await loadRecords(path);
    expect([folded.runs.size, torn]).toEqual([0, 0]);
  });

  it("keeps the order of appends, many at a time, each on disk when it is answered", async () => {
    const log = await openRecordLog(path, 0);
    const ids = Array.from({ length: 300 }, newRunId);
    await Promise.all(
      ids.map(async (id) => {
        await log.append(line({ runId: id }));
        expect(await readFile(path, "utf8")).toContain(id);
      }),
    );
    await log.close();
    expect([...(await loadRecords(path)).folded.runs.keys()]).toEqual(ids);
  });

  it("answers an append made in the very moment in which another one is done", async () => {
    const log = await openRecordLog(path, 0);
    for (let i = 0; i < 50; i++) await log.append(line({ detail: String(i) }));
    await log.close();
    expect((await loadRecords(path)).folded.lines).toBe(50);
  });

  it("takes a torn last line as never written, and starts a new one after it", async () => {
    await writeFile(path, `${JSON.stringify(line({}))}\n{"schemaVersion":1,"runId":`);
    const { folded, torn } = await loadRecords(path);
    expect([folded.runs.get(runId)?.status, torn]).toEqual(["queued", 27]);
    const log = await openRecordLog(path, torn);
    await log.append(line({ status: "running" }));
    await log.close();
    const again = await loadRecords(path);
    expect([again.folded.runs.get(runId)?.status, again.folded.skipped, again.torn]).toEqual(["running", 1, 0]);
  });

  it("passes over a line of any size", async () => {
    await writeFile(path, "x".repeat(3 * 1024 * 1024));
    await appendFile(path, `\n${JSON.stringify(line({}))}\n`);
    const { folded } = await loadRecords(path);
    expect([folded.skipped, folded.runs.size]).toEqual([1, 1]);
  });

  it("refuses a record over the limit and goes on", async () => {
    const log = await openRecordLog(path, 0);
    await expect(log.append(line({ detail: "x".repeat(300_000) }))).rejects.toThrow(/limit/);
    await log.append(line({}));
    await log.close();
    expect((await loadRecords(path)).folded.lines).toBe(1);
  });

  it("is not written through a link", async () => {
    await writeFile(join(dir, "elsewhere"), "");
    await symlink(join(dir, "elsewhere"), path);
    await expect(openRecordLog(path, 0)).rejects.toThrow();
    await expect(loadRecords(path)).rejects.toThrow();
  });

  it("is rewritten as one line per run, in order", async () => {
    const records = Array.from({ length: 5000 }, () => line({ runId: newRunId(), status: "running" }));
    rewriteRecords(path, records);
    expect([...(await loadRecords(path)).folded.runs.values()]).toEqual(records);
  });
});
