import { userInfo } from "node:os";
import type { AnyEvent, ControlLine, EventInput } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askApprovals, canAsk, declineApprovals } from "../../src/watch/answer-approvals.ts";
import { memoryIo } from "../support/memory-io.ts";
import { type PromptStore, promptRequest, promptStore } from "../support/prompt-run.ts";

let t: PromptStore;
let runId: string;
beforeEach(async () => {
  t = await promptStore();
  runId = (await promptRequest(t, { runner: "codex" })).runId;
});
afterEach(() => t.cleanup());

const event = (input: EventInput): AnyEvent => ({ v: 1, runId, seq: 0, at: "2026-01-01T00:00:00.000Z", ...input });
const asked = (approvalId: string, decisions = ["approve", "approve_for_session", "decline", "cancel"]) =>
  event({ type: "approval.requested", approvalId, title: `Run ${approvalId}?`, decisions });
const said = async (count: number): Promise<ControlLine[]> =>
  await vi.waitFor(async () => {
    const lines = await t.store.readControl(runId);
    expect(lines).toHaveLength(count);
    return lines;
  });

describe("approvals at a terminal", () => {
  it("a terminal can be asked where both its ends are one", () => {
    expect(canAsk(memoryIo({ tty: true }))).toBe(true);
    expect(canAsk(memoryIo())).toBe(false);
    expect(canAsk(memoryIo({ tty: true, env: { TERM: "dumb" } }))).toBe(false);
  });

  it("one key answers, one question at a time; other keys and what is not offered do nothing", async () => {
    const io = memoryIo({ tty: true });
    const raw = vi.spyOn(io.stdin, "setRawMode");
    const answers = askApprovals(io, t.store, runId);
    answers.onEvent(asked("a1", ["approve", "decline"]));
    answers.onEvent(asked("a2"));
    expect(io.text("stdout")).toBe("[ask] Run a1?: y approve, n decline\n");
    for (const key of ["x", "a", "y"]) io.stdin.write(key);
    const [first] = await said(1);
    expect(first).toMatchObject({ type: "approval", approvalId: "a1", decision: "approve", by: userInfo().username });
    expect(io.text("stdout")).toContain("[ask] Run a2?: y approve, a approve for the session, n decline, c cancel");
    io.stdin.write("C");
    expect((await said(2))[1]).toMatchObject({ approvalId: "a2", decision: "cancel" });
    expect(raw.mock.calls).toEqual([[true], [false]]);
    answers.close();
  });

  it("what was decided elsewhere is not asked any more, and the terminal is given back", async () => {
    const io = memoryIo({ tty: true });
    const answers = askApprovals(io, t.store, runId);
    answers.onEvent(asked("a1"));
    answers.onEvent(asked("a2"));
    answers.onEvent(event({ type: "approval.resolved", approvalId: "a1", decision: "approve" }));
    answers.onEvent(event({ type: "approval.resolved", approvalId: "a2", decision: "approve" }));
    expect(io.stdin.listenerCount("data")).toBe(0);
    io.stdin.write("y");
    expect(await t.store.readControl(runId)).toEqual([]);
  });

  it("Ctrl-C is a signal also while a key is waited for", async () => {
    const io = memoryIo({ tty: true });
    const caught = new Promise((resolve) => process.once("SIGINT", resolve));
    const answers = askApprovals(io, t.store, runId);
    answers.onEvent(asked("a1"));
    io.stdin.write("\x03");
    expect(await caught).toBe("SIGINT");
    answers.close();
  });

  it("a push back takes a line of text, edited by the terminal itself; an empty one asks again", async () => {
    const io = memoryIo({ tty: true });
    const raw = vi.spyOn(io.stdin, "setRawMode");
    const answers = askApprovals(io, t.store, runId);
    const gate = ["approve", "decline", "push_back"];
    answers.onEvent(asked("g1", gate));
    expect(io.text("stdout")).toBe("[ask] Run g1?: y approve, n decline, p push back with a comment\n");
    io.stdin.write("p");
    expect(await vi.waitUntil(() => io.text("stdout"))).toContain("what should be different?");
    io.stdin.write("  \n");
    expect(await vi.waitUntil(() => io.text("stdout"))).toContain("[ask] Run g1?:");
    io.stdin.write("p");
    expect(await vi.waitUntil(() => io.text("stdout"))).toContain("what should be different?");
    for (const part of ["Yes, but ", "name the file.\n"]) io.stdin.write(part);
    expect(await said(1)).toMatchObject([
      { approvalId: "g1", decision: "push_back", comment: "Yes, but name the file." },
    ]);
    expect(raw.mock.calls.flat()).toEqual([true, false, true, false, true, false]);
    answers.close();
  });

  it("a question that is decided elsewhere ends the line that was being typed", async () => {
    const io = memoryIo({ tty: true });
    const answers = askApprovals(io, t.store, runId);
    for (const id of ["g1", "g2"]) answers.onEvent(asked(id, ["approve", "push_back"]));
    io.stdin.write("p");
    await vi.waitUntil(() => io.text("stdout").includes("what should be different?"));
    answers.onEvent(event({ type: "approval.resolved", approvalId: "g1", decision: "approve" }));
    io.stdin.write("y");
    expect(await said(1)).toMatchObject([{ approvalId: "g2", decision: "approve" }]);
    answers.close();
  });

  it("without a terminal a gate waits for somebody at the dashboard, aloud", async () => {
    const io = memoryIo();
    const answers = declineApprovals(io, t.store, runId);
    answers.onEvent(asked("g1", ["approve", "decline", "push_back"]));
    answers.onEvent(asked("a1"));
    expect(await said(1)).toMatchObject([{ approvalId: "a1" }]);
    expect(io.text("stderr")).toContain("waits for a person, who can answer in the dashboard: Run g1?");
  });

  it("without a terminal it is declined aloud, and canceled where that is all there is", async () => {
    const io = memoryIo();
    const answers = declineApprovals(io, t.store, runId);
    answers.onEvent(asked("a1"));
    expect(await said(1)).toMatchObject([{ approvalId: "a1", decision: "decline" }]);
    answers.onEvent(asked("a2", ["approve", "cancel"]));
    expect((await said(2))[1]).toMatchObject({ approvalId: "a2", decision: "cancel" });
    expect(io.text("stderr")).toContain("declined, for there is no terminal to ask at: Run a1?");
  });
});
