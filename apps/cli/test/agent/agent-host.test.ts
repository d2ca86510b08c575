import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { testHost, turnOf } from "../support/agent-host.ts";
import { eventsOf, type PromptStore, promptStore, recordsOf, scripted } from "../support/prompt-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

const decisions = ["approve", "approve_for_session", "decline", "cancel"];

describe("a turn of a workflow", () => {
  it("gets what its step wants, and everything it tells carries the step and ids of its own", async () => {
    const schema = { type: "object" };
    let scratch = "";
    const host = await testHost(t, {
      claude: scripted(async (turn, sink) => {
        scratch = turn.scratch;
        expect(existsSync(scratch)).toBe(true);
        expect(turn).toMatchObject({ prompt: "Do plan.", cwd: t.workspace, threadId: "old", tools: ["read"] });
        expect(turn.outputSchema).toBe(schema);
        sink.raw(">", { hello: 1 });
        sink.emit({ type: "turn.started", turnId: "t1", threadId: "th-1", model: "m-1" });
        sink.toolCall({ itemId: "c1", tool: "shell", phase: "call", value: {} });
        sink.emit({ type: "item.finished", itemId: "c1", item: { kind: "message", role: "assistant", text: "Done." } });
        sink.emit({ type: "turn.finished", turnId: "t1", status: "completed" });
        return { status: "completed", threadId: "th-1", message: "Done.", output: { a: 1 }, usage: { totalTokens: 7 } };
      }, "claude"),
    });
    const more = { runner: "claude", threadId: "old", tools: ["read"], outputSchema: schema } as const;
    expect(await host.takeTurn(turnOf("plan", more))).toMatchObject({
      status: "completed",
      threadId: "th-1",
      model: "m-1",
      message: "Done.",
      output: { a: 1 },
      usage: { totalTokens: 7 },
      timedOut: false,
      aborted: false,
    });
    expect(existsSync(scratch)).toBe(false);
    const events = eventsOf(t, host.runId);
    expect(events.every((e) => e.stepId === "plan")).toBe(true);
    expect(events.map((e) => ("itemId" in e ? e.itemId : "turnId" in e ? e.turnId : e.type))).toEqual([
      "plan.1.1.prompt",
      "plan.1.1.t1",
      "plan.1.1.c1",
      "plan.1.1.t1",
    ]);
    expect(recordsOf(t, host.runId, "claude-events.jsonl")).toMatchObject([{ stepId: "plan", message: { hello: 1 } }]);
    expect(recordsOf(t, host.runId, "tool-calls.jsonl")).toMatchObject([{ stepId: "plan", itemId: "plan.1.1.c1" }]);
    expect(await host.meta()).toMatchObject({ runner: "claude", threadId: "th-1", model: "m-1" });
  });

  it("two at a time: each decision goes to the agent that asked, though both count their questions alike", async () => {
    const heard: Record<string, unknown> = {};
    const host = await testHost(t, {
      codex: scripted(async ({ prompt }, sink, said) => {
        sink.emit({ type: "approval.requested", approvalId: "codex-1", title: prompt, decisions, grantKey: prompt });
        const control = await said.next();
        heard[prompt] = control;
        const decision = control.type === "approval" ? control.decision : "decline";
        sink.emit({ type: "approval.resolved", approvalId: "codex-1", decision });
        return { status: "completed", usage: { totalTokens: 5, costUsd: 0.25 } };
      }),
    });
    const both = [host.takeTurn(turnOf("a")), host.takeTurn(turnOf("b"))];
    await vi.waitFor(async () => expect((await host.meta())?.approvals).toHaveLength(2));
    host.approve("b.1.1.codex-1", "approve_for_session");
    await vi.waitFor(() => expect(heard["Do b."]).toMatchObject({ approvalId: "codex-1", by: "ada" }));
    expect((await host.meta())?.approvals).toMatchObject([{ approvalId: "a.1.1.codex-1" }]);
    host.approve("a.1.1.codex-1", "decline");
    await Promise.all(both);
    expect(heard["Do a."]).toMatchObject({ decision: "decline" });
    expect(await host.meta()).toMatchObject({
      approvals: [],
      grants: ["Do b."],
      usage: { totalTokens: 10, costUsd: 0.5 },
    });
  });

  it("what was approved for the session is granted to later turns of the same vendor alone", async () => {
    const granted: unknown[] = [];
    const runner = (type: "codex" | "claude") =>
      scripted(async (turn, sink, said) => {
        granted.push([type, turn.grants]);
        if (turn.prompt !== "Do a.") return { status: "completed" };
        sink.emit({ type: "approval.requested", approvalId: "1", title: "ls", decisions, grantKey: "ls" });
        await said.next();
        sink.emit({ type: "approval.resolved", approvalId: "1", decision: "approve_for_session" });
        return { status: "completed" };
      }, type);
    const host = await testHost(t, { codex: runner("codex"), claude: runner("claude") });
    const first = host.takeTurn(turnOf("a"));
    await vi.waitFor(async () => expect((await host.meta())?.approvals).toHaveLength(1));
    host.approve("a.1.1.1", "approve_for_session");
    await first;
    await host.takeTurn(turnOf("b"));
    await host.takeTurn(turnOf("c", { runner: "claude" }));
    expect(granted).toEqual([
      ["codex", []],
      ["codex", ["ls"]],
      ["claude", []],
    ]);
  });

  it("its own time ends it, and a stop ends it: told apart; one that was complete by then is complete", async () => {
    const host = await testHost(t, {
      codex: scripted(async ({ signal, prompt }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return { status: prompt === "Do c." ? "completed" : "interrupted" };
      }),
    });
    const late = await host.takeTurn(turnOf("a", { timeoutMs: 20 }));
    expect(late).toMatchObject({ status: "interrupted", timedOut: true, aborted: false });
    const stop = new AbortController();
    const stopped = host.takeTurn(turnOf("b", { signal: stop.signal }));
    const done = host.takeTurn(turnOf("c", { signal: stop.signal }));
    await vi.waitFor(() => expect(eventsOf(t, host.runId)).toHaveLength(3));
    stop.abort("stop_requested");
    expect(await stopped).toMatchObject({ status: "interrupted", timedOut: false, aborted: true });
    expect(await done).toMatchObject({ status: "completed", timedOut: false, aborted: false });
  });

  it("a text goes to the agent that works, to the newest of several, and waits where none does", async () => {
    const heard: string[] = [];
    const release: (() => void)[] = [];
    const host = await testHost(t, {
      codex: scripted(async ({ prompt }, _sink, said) => {
        const hear = async () => {
          for (;;) {
            const control = await said.next();
            if (control.type === "steer") heard.push(`${prompt} ${control.text}`);
          }
        };
        void hear();
        await new Promise<void>((resolve) => release.push(resolve));
        return { status: "completed" };
      }),
    });
    host.steer("early");
    const turns = [host.takeTurn(turnOf("a")), host.takeTurn(turnOf("b"))];
    await vi.waitFor(() => expect(release).toHaveLength(2));
    host.steer("now");
    await vi.waitFor(() => expect(heard).toEqual(["Do a. early", "Do b. now"]));
    for (const end of release) end();
    await Promise.all(turns);
    const notices = eventsOf(t, host.runId).filter((e) => e.type === "notice");
    expect(notices.map((n) => [n.stepId, n.message])).toEqual([
      [undefined, expect.stringContaining("the next one")],
      ["b", expect.stringContaining('in "b"')],
    ]);
    const steers = eventsOf(t, host.runId).filter((e) => e.type === "item.finished" && e.itemId.includes("steer"));
    expect(steers.map((e) => [e.stepId, "itemId" in e && e.itemId])).toEqual([
      ["a", "a.1.1.steer-1"],
      ["b", "b.1.1.steer-1"],
    ]);
  });
});
