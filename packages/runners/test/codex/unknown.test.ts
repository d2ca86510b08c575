import { describe, expect, it } from "vitest";
import { mapAppServer } from "../../src/codex/map/map-app-server.ts";
import { mapExec } from "../../src/codex/map/map-exec.ts";
import { createTurnState } from "../../src/codex/map/turn-state.ts";

const THREAD = "thread-1";
function running() {
  const state = createTurnState({ cwd: "/repo", threadId: THREAD });
  mapAppServer(state, {
    method: "turn/started",
    params: { threadId: THREAD, turn: { id: "turn-1", status: "inProgress" } },
  });
  return state;
}
const item = (method: string, raw: object, threadId = THREAD) => ({
  method,
  params: { threadId, turnId: "turn-1", item: raw },
});

describe("what is not known", () => {
  it("is told once as a notice", () => {
    const state = running();
    const told = mapAppServer(state, { method: "thread/brandNew", params: {} });
    expect(told).toEqual([expect.objectContaining({ type: "notice", code: "unknown_message" })]);
    expect(mapAppServer(state, { method: "thread/brandNew", params: {} })).toEqual([]);
    expect(mapExec(state, { type: "thread.brand_new" })).toEqual([
      expect.objectContaining({ code: "unknown_message" }),
    ]);
  });

  it("or has another shape than it had, is told, too", () => {
    const state = running();
    for (const method of [
      "item/started",
      "item/completed",
      "turn/started",
      "turn/completed",
      "turn/plan/updated",
      "error",
      "warning",
    ])
      for (const params of [undefined, null, 7, "x", [], { item: 3 }, { turn: {} }, { error: {} }])
        for (const event of mapAppServer(state, { method, params })) expect(event).toMatchObject({ type: "notice" });
    for (const message of [null, 7, "no JSON at all", [], {}]) expect(mapAppServer(state, message)).toEqual([]);
    for (const line of [null, 7, "no JSON", { type: "item.completed" }, { type: "turn.completed" }])
      expect(mapExec(state, line)).toEqual(expect.any(Array));
  });

  it("as an item is kept whole as a tool call of its type", () => {
    const state = running();
    const raw = { type: "timeTravel", id: "t1", to: "1985", status: "inProgress" };
    expect(mapAppServer(state, item("item/started", raw))).toContainEqual({
      type: "item.started",
      itemId: "t1",
      item: { kind: "tool_call", tool: "timeTravel", input: { to: "1985" }, status: "in_progress" },
    });
    expect(mapAppServer(state, item("item/completed", { ...raw, status: "failed" }))).toEqual([
      {
        type: "item.finished",
        itemId: "t1",
        item: { kind: "tool_call", tool: "timeTravel", input: { to: "1985" }, status: "failed" },
      },
    ]);
    const odd = { type: "commandExecution", id: "t2", command: ["a", "b"] };
    expect(mapAppServer(state, item("item/started", odd))[0]).toMatchObject({
      item: { kind: "tool_call", tool: "commandExecution", input: { command: ["a", "b"] } },
    });
  });
});

describe("tools", () => {
  it("of MCP servers carry server, input, result and error", () => {
    const state = running();
    const call = {
      type: "mcpToolCall",
      id: "m1",
      server: "docs",
      tool: "search",
      status: "inProgress",
      arguments: { q: "sse" },
    };
    mapAppServer(state, item("item/started", call));
    const done = {
      ...call,
      status: "completed",
      result: { content: [{ type: "text", text: "2 hits" }], structuredContent: null },
      durationMs: 12,
    };
    expect(mapAppServer(state, item("item/completed", done))).toEqual([
      {
        type: "item.finished",
        itemId: "m1",
        item: {
          kind: "tool_call",
          server: "docs",
          tool: "search",
          input: { q: "sse" },
          result: [{ type: "text", text: "2 hits" }],
          durationMs: 12,
          status: "completed",
        },
      },
    ]);
    const bad = { ...call, id: "m2", status: "failed", error: { message: "no such index" } };
    expect(mapAppServer(state, item("item/completed", bad))[0]).toMatchObject({
      item: { error: "no such index", status: "failed" },
    });
  });

  it("search the web", () => {
    const raw = { type: "webSearch", id: "w1", query: "node subreaper", action: null, results: null };
    expect(mapAppServer(running(), item("item/completed", raw))[0]).toMatchObject({
      item: { kind: "web_search", query: "node subreaper" },
    });
  });
});

describe("agents that the agent started", () => {
  it("are told as what they do, and never as the answer", () => {
    const state = running();
    const command = { type: "commandExecution", id: "c1", command: "ls", status: "inProgress" };
    expect(mapAppServer(state, item("item/started", command, "thread-2"))[0]).toMatchObject({
      type: "item.started",
      item: { kind: "command" },
    });
    const said = { type: "agentMessage", id: "a1", text: "I found it." };
    expect(mapAppServer(state, item("item/completed", said, "thread-2"))).toEqual([
      {
        type: "item.finished",
        itemId: "a1",
        item: { kind: "tool_call", server: "agents", tool: "message", result: "I found it.", status: "completed" },
      },
    ]);
    expect(state.message).toBeUndefined();
    const end = { threadId: "thread-2", turn: { id: "turn-2", status: "completed" } };
    expect(mapAppServer(state, { method: "turn/completed", params: end })).toEqual([]);
    expect(state.outcome).toBeUndefined();
  });
});

describe("commands that a stop ended", () => {
  const ended = {
    type: "commandExecution",
    id: "c1",
    command: "sleep 9",
    status: "failed",
    exitCode: 137,
    aggregatedOutput: "",
  };
  it("did not fail by themselves, also when codex tells their end before the turn's", () => {
    const state = running();
    mapAppServer(state, item("item/started", { ...ended, status: "inProgress", exitCode: null }));
    state.stopping = true;
    expect(mapAppServer(state, item("item/completed", ended))[0]).toMatchObject({
      item: { status: "canceled", exitCode: 137 },
    });
    expect(mapAppServer(running(), item("item/completed", ended))[0]).toMatchObject({ item: { status: "failed" } });
  });
});

describe("rounds", () => {
  const usage = (total: number, last: number) => ({
    method: "thread/tokenUsage/updated",
    params: {
      threadId: THREAD,
      turnId: "turn-1",
      tokenUsage: {
        total: { totalTokens: total, inputTokens: total },
        last: { totalTokens: last, inputTokens: last },
        modelContextWindow: 1000,
      },
    },
  });
  it("count the turn's own tokens, also on a thread that has used some, and a repetition once", () => {
    const state = running();
    expect(mapAppServer(state, usage(5100, 100))[0]).toMatchObject({
      usage: { totalTokens: 100, contextTokens: 100, contextWindow: 1000 },
    });
    expect(mapAppServer(state, usage(5100, 100))).toEqual([]);
    mapAppServer(state, item("item/started", { type: "agentMessage", id: "a", text: "" }));
    expect(mapAppServer(state, usage(5350, 250))[0]).toMatchObject({ usage: { totalTokens: 350, contextTokens: 250 } });
    expect(state.iteration).toBe(2);
  });
});
