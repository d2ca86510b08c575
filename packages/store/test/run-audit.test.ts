import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditEvent } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { describe, expect, it } from "vitest";
import { newRun, tempStore } from "./support/temp-store.ts";

const event = (patch: Partial<AuditEvent> = {}): AuditEvent => ({
  v: 1,
  at: "2026-01-01T00:00:00.000Z",
  type: "run.created",
  actor: "ada",
  ...patch,
});

describe("a run's audit", () => {
  it("is read as it was appended, one line an event, for the owner only", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const told = [event({ to: "queued" }), event({ type: "run.started", actor: "supervisor", detail: "Launcher 7." })];
    store.appendRunAudit(runId, told.slice(0, 1));
    store.appendRunAudit(runId, told.slice(1));
    expect(await store.readRunAudit(runId)).toEqual(told);
    const path = join(store.runDir(runId), "audit.jsonl");
    expect((await readFile(path, "utf8")).split("\n")).toHaveLength(3);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("is empty where there is none", async () => {
    const store = await tempStore();
    expect(await store.readRunAudit(await newRun(store))).toEqual([]);
    expect(await store.readRunAudit(newRunId())).toEqual([]);
  });

  it("passes over a torn last line and a bad one, and goes on after them with a line of its own", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    store.appendRunAudit(runId, [event()]);
    await appendFile(join(store.runDir(runId), "audit.jsonl"), '{"v":2}\nnonsense\n{"v":1,"at":"2026');
    expect(await store.readRunAudit(runId)).toEqual([event()]);
    store.appendRunAudit(runId, [event({ type: "run.finished" })]);
    expect((await store.readRunAudit(runId)).map((e) => e.type)).toEqual(["run.created", "run.finished"]);
  });

  it("is redacted where it is read, and raw on disk", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const secret = `ghp_${"a1B2c3".repeat(6)}`;
    store.appendRunAudit(runId, [event({ detail: `failed: ${secret}` })]);
    expect((await store.readRunAudit(runId))[0]?.detail).toBe(`failed: ${"*".repeat(secret.length)}`);
    expect(await readFile(join(store.runDir(runId), "audit.jsonl"), "utf8")).toContain(secret);
  });

  it("makes no directory for a run that has gone, and takes nothing that is no event", async () => {
    const store = await tempStore();
    expect(() => store.appendRunAudit(newRunId(), [event()])).toThrow(/does not exist/);
    const runId = await newRun(store);
    expect(() => store.appendRunAudit(runId, [event({ at: "yesterday" })])).toThrow(/not an audit event/);
    expect(await store.readRunAudit(runId)).toEqual([]);
  });

  it("is removed with the run", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    store.appendRunAudit(runId, [event()]);
    await writeFile(join(store.runDir(runId), "output.log"), "x");
    await store.deleteRun(runId);
    expect(await store.readRunAudit(runId)).toEqual([]);
  });
});
