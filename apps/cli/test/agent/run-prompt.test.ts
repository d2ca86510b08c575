import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  eventsOf,
  execute,
  metaOf,
  type PromptStore,
  promptRequest,
  promptStore,
  recordsOf,
  scripted,
  tell,
} from "../support/prompt-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

const assistant = (text: string) =>
  ({ type: "item.finished", itemId: "m1", item: { kind: "message", role: "assistant", text } }) as const;

describe("a run of kind prompt", () => {
  it("tells the prompt first, then what the adapter tells; the vendor's words and the tool calls are kept", async () => {
    const request = await promptRequest(t, { runner: "codex", threadId: "old" }, "Mend the tests.");
    const { outcome } = execute(
      t,
      request,
      scripted(async (turn, sink) => {
        expect(turn).toMatchObject({ prompt: "Mend the tests.", cwd: t.workspace, threadId: "old", grants: [] });
        sink.raw(">", { method: "turn/start" });
        sink.emit({ type: "turn.started", turnId: "t1", threadId: "th-1", model: "m-1" });
        sink.toolCall({ itemId: "c1", tool: "shell", phase: "call", value: { command: "ls" } });
        sink.emit(assistant("Done."));
        sink.emit({ type: "turn.finished", turnId: "t1", status: "completed", usage: { totalTokens: 7 } });
        return { status: "completed", threadId: "th-1", usage: { totalTokens: 7 } };
      }),
    );
    expect(await outcome).toEqual({ status: "success", reason: "exit_zero" });
    const events = eventsOf(t, request.runId);
    expect(events.map((e) => e.type)).toEqual(["item.finished", "turn.started", "item.finished", "turn.finished"]);
    expect(events[0]).toMatchObject({ itemId: "prompt", item: { role: "user", text: "Mend the tests." } });
    expect(recordsOf(t, request.runId, "codex-events.jsonl")).toEqual([
      { at: expect.any(String), direction: ">", message: { method: "turn/start" } },
    ]);
    expect(recordsOf(t, request.runId, "tool-calls.jsonl")).toEqual([
      { at: expect.any(String), itemId: "c1", tool: "shell", phase: "call", value: { command: "ls" } },
    ]);
    expect(await metaOf(t, request.runId)).toMatchObject({
      runner: "codex",
      threadId: "th-1",
      model: "m-1",
      usage: { totalTokens: 7 },
    });
  });

  it("a workspace that has gone fails the run before anything is started", async () => {
    const request = await promptRequest(t, { runner: "codex" });
    rmSync(t.workspace, { recursive: true });
    const runner = scripted(() => Promise.reject(new Error("was started")));
    expect(await execute(t, request, runner).outcome).toMatchObject({ status: "failed", reason: "workspace_missing" });
  });

  it("an approval waits in meta.json until it is answered, once, and stands with who decided", async () => {
    const request = await promptRequest(t, { runner: "codex" });
    const decided: unknown[] = [];
    const { outcome } = execute(
      t,
      request,
      scripted(async (_turn, sink, said) => {
        sink.emit({ type: "turn.started", turnId: "t1" });
        const decisions = ["approve", "approve_for_session", "decline", "cancel"];
        sink.emit({ type: "approval.requested", approvalId: "a1", title: "rm -r build", decisions, grantKey: "rm" });
        decided.push(await said.next());
        sink.emit({ type: "approval.resolved", approvalId: "a1", decision: "approve_for_session" });
        decided.push(await said.next());
        return { status: "completed" };
      }),
    );
    const waiting = await vi.waitFor(async () => {
      const meta = await metaOf(t, request.runId);
      expect(meta.approvals).toHaveLength(1);
      return meta.approvals;
    });
    expect(waiting?.[0]).toMatchObject({ approvalId: "a1", title: "rm -r build" });
    await tell(t, request.runId, {
      type: "approval",
      approvalId: "a1",
      decision: "approve_for_session",
      comment: "ok",
    });
    await tell(t, request.runId, { type: "approval", approvalId: "a1", decision: "decline" });
    await tell(t, request.runId, { type: "approval", approvalId: "nobody-asked", decision: "approve" });
    await tell(t, request.runId, { type: "steer", text: "And be quick." });
    await outcome;
    expect(decided).toEqual([
      { type: "approval", approvalId: "a1", decision: "approve_for_session", by: "ada", comment: "ok" },
      { type: "steer", text: "And be quick.", by: "ada" },
    ]);
    const events = eventsOf(t, request.runId);
    expect(events.find((e) => e.type === "approval.resolved")).toMatchObject({ by: "ada", comment: "ok" });
    const steer = { itemId: "steer-1", item: { role: "user", text: "And be quick." } };
    expect(events).toContainEqual(expect.objectContaining({ ...steer, item: expect.objectContaining(steer.item) }));
    expect(await metaOf(t, request.runId)).toMatchObject({ approvals: [], grants: ["rm"] });
  });

  it("what still waits when the turn ends is resolved by the system", async () => {
    const request = await promptRequest(t, { runner: "codex" });
    const { outcome, stop } = execute(
      t,
      request,
      scripted(async ({ signal }, sink) => {
        sink.emit({ type: "approval.requested", approvalId: "a1", title: "Write?", decisions: ["approve", "decline"] });
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return { status: "interrupted" };
      }),
    );
    await vi.waitFor(async () => expect((await metaOf(t, request.runId)).approvals).toHaveLength(1));
    stop("deadline");
    expect(await outcome).toMatchObject({ status: "timeout", reason: "deadline" });
    expect(eventsOf(t, request.runId).at(-1)).toMatchObject({
      type: "approval.resolved",
      approvalId: "a1",
      decision: "cancel",
      by: "system",
    });
    expect((await metaOf(t, request.runId)).approvals).toEqual([]);
  });

  it.each(["checkout", "worktree"])("what it changed in a %s is recorded, also when it was stopped", async (kind) => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args], { cwd: t.workspace });
    writeFileSync(join(t.workspace, "a.txt"), "old\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "Begin");
    if (kind === "worktree") {
      const path = `${t.workspace}-tree`;
      git("worktree", "add", "-q", path);
      t.workspace = path;
    }
    const request = { ...(await promptRequest(t, { runner: "codex" })), stopGraceSeconds: 20 };
    const { outcome, stop } = execute(
      t,
      request,
      scripted(async ({ cwd, signal }) => {
        writeFileSync(join(cwd, "a.txt"), "new\n");
        const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
        stop();
        await stopped;
        return { status: "interrupted" };
      }),
    );
    expect(await outcome).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(readFileSync(join(t.store.runDir(request.runId), "changes.diff"), "utf8")).toContain("-old\n+new\n");
    expect(eventsOf(t, request.runId).at(-1)).toMatchObject({ type: "diff.updated", files: 1 });
  });

  it("a disk that refuses ends the turn, and then the run with its reason", async () => {
    const request = await promptRequest(t, { runner: "codex" });
    const { outcome } = execute(
      t,
      request,
      scripted(async ({ signal }, sink) => {
        // A folder in the place of the file.
        mkdirSync(join(t.store.runDir(request.runId), "tool-calls.jsonl"));
        sink.toolCall({ itemId: "c1", tool: "shell", phase: "call", value: {} });
        expect(signal.aborted).toBe(true);
        sink.emit(assistant("not written"));
        return { status: "interrupted" };
      }),
    );
    await expect(outcome).rejects.toThrow(/tool-calls\.jsonl/);
    expect(eventsOf(t, request.runId).some((e) => e.type === "item.finished" && e.itemId === "m1")).toBe(false);
  });
});

describe("a replay", () => {
  it("plays a finished run of this store at once, with its ids, and says that it is one", async () => {
    const source = await promptRequest(t, { runner: "codex" }, "The recorded prompt.");
    const long = "x".repeat(400_000);
    await execute(
      t,
      source,
      scripted(async (_turn, sink) => {
        sink.emit({ type: "turn.started", turnId: "t1", threadId: "th-9", model: "m-1" });
        sink.emit({ type: "item.started", itemId: "m1", item: { kind: "message", role: "assistant", text: "" } });
        sink.emit({ type: "item.delta", itemId: "m1", field: "text", delta: "He" });
        sink.emit(assistant(long));
        sink.emit({ type: "approval.requested", approvalId: "a1", title: "Write?", decisions: ["approve"] });
        sink.emit({ type: "approval.resolved", approvalId: "a1", decision: "approve", by: "eve" });
        sink.emit({ type: "turn.finished", turnId: "t1", status: "completed" });
        return { status: "completed" };
      }),
    ).outcome;
    const writer = t.store.openRunWriter(source.runId);
    writer.writeFile("changes.diff", "--- a\n");
    writer.emit({ type: "diff.updated", artifact: "changes.diff", files: 1 });
    writer.writeMeta({ status: "success", reason: "exit_zero" });
    writer.close();

    const replay = { source: { runId: source.runId }, speed: 0 };
    const request = await promptRequest(t, { runner: "replay", replay }, "Anything.");
    expect(await execute(t, request).outcome).toEqual({ status: "success", reason: "exit_zero" });
    const events = eventsOf(t, request.runId);
    const label = `run ${source.runId}`;
    expect(events.map((e) => e.type)).toEqual([
      "item.finished",
      "notice",
      "turn.started",
      "item.started",
      "item.delta",
      "item.finished",
      "notice",
      "approval.requested",
      "approval.resolved",
      "turn.finished",
      "diff.updated",
    ]);
    expect(events[0]).toMatchObject({ itemId: "prompt", item: { text: "Anything." } });
    expect(events[2]).toMatchObject({ turnId: "t1", threadId: "th-9", replayOf: label });
    const spilled = events[5]?.spilled?.[0];
    expect(spilled).toMatchObject({ field: "item.text", bytes: long.length });
    expect(readFileSync(join(t.store.runDir(request.runId), spilled?.file ?? ""), "utf8")).toBe(long);
    expect(readFileSync(join(t.store.runDir(request.runId), "changes.diff"), "utf8")).toBe("--- a\n");
    const meta = await metaOf(t, request.runId);
    expect(meta).toMatchObject({ runner: "replay", replayOf: { runId: source.runId }, threadId: "th-9", model: "m-1" });
    expect(meta.approvals).toBeUndefined();
  });

  it("a source that is not there, or has not ended, fails the run and says which there are", async () => {
    const unknown = await promptRequest(t, { runner: "replay", replay: { source: { recording: "nope" }, speed: 0 } });
    expect(await execute(t, unknown).outcome).toMatchObject({
      status: "failed",
      reason: "replay_missing",
      detail: expect.stringContaining('no recording "nope"'),
    });
    const live = await promptRequest(t, { runner: "codex" });
    const writer = t.store.openRunWriter(live.runId);
    writer.writeMeta({ status: "running" });
    writer.close();
    const early = await promptRequest(t, { runner: "replay", replay: { source: { runId: live.runId }, speed: 0 } });
    expect(await execute(t, early).outcome).toMatchObject({ detail: expect.stringContaining("has not ended yet") });
  });
});
