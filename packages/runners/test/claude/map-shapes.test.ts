import type { EventInput, Item } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { createMapState, mapMessage } from "../../src/claude/map/map-message.ts";
import { finishTurn } from "../../src/claude/map/map-result.ts";

const turn = (resumed = false) => createMapState({ turnId: "t1", cwd: "/work", maxTurns: 5, resumed });
const use = (id: string, name: string, input: unknown, more: object = {}) => ({
  type: "assistant",
  message: { id: `msg_${id}`, model: "m", content: [{ type: "tool_use", id, name, input }] },
  parent_tool_use_id: null,
  ...more,
});
const result = (id: string, content: unknown, more: { is_error?: boolean; value?: unknown; meta?: object } = {}) => ({
  type: "user",
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content, is_error: more.is_error }] },
  ...(more.value === undefined ? {} : { tool_use_result: more.value }),
  ...(more.meta ? { tool_result_meta: [{ id, ...more.meta }] } : {}),
});
function play(messages: unknown[], state = turn()) {
  const mapped = messages.map((message) => mapMessage(state, message));
  return { events: mapped.flatMap((m) => m.events), outcome: mapped.flatMap((m) => m.outcome ?? []).at(-1), state };
}
/** The item as a tool's call and result leave it. */
function ended(
  name: string,
  input: unknown,
  ...answer: [unknown, { is_error?: boolean; value?: unknown; meta?: object }?]
): Item | undefined {
  const { events } = play([use("x", name, input), result("x", ...answer)]);
  return events.flatMap((e) => (e.type === "item.finished" ? [e.item] : []))[0];
}
const notices = (events: readonly EventInput[]) => events.flatMap((e) => (e.type === "notice" ? [e] : []));

describe("tools of Claude become items", () => {
  it("a command's exit code is in the text of its failure, and not known of what still runs", () => {
    expect(
      ended("Bash", { command: "false" }, "Exit code 3\nno", { is_error: true, value: "Error: Exit code 3\nno" }),
    ).toMatchObject({
      kind: "command",
      status: "failed",
      exitCode: 3,
      output: "no",
    });
    const shell = { stdout: "", stderr: "", interrupted: false };
    const background = ended("Bash", { command: "serve" }, "Running in the background, id 1", {
      value: { ...shell, backgroundTaskId: "1" },
    });
    expect(background).toMatchObject({ output: "Running in the background, id 1" });
    expect(background).not.toHaveProperty("exitCode");
    expect(ended("Bash", { command: "x" }, "out", { value: { ...shell, stdout: "out", stderr: "err" } })).toMatchObject(
      { output: "out\nerr", exitCode: 0 },
    );
    expect(
      ended("Bash", { command: "grep x" }, "", { value: { ...shell, returnCodeInterpretation: "No matches found" } }),
    ).not.toHaveProperty("exitCode");
  });

  it("an edit is a unified diff, with a path as a person reads it", () => {
    const hunk = { oldStart: 4, oldLines: 1, newStart: 4, newLines: 2, lines: ["-a", "+b", "+c"] };
    expect(
      ended("Edit", { file_path: "/work/src/a.ts" }, "ok", {
        value: { filePath: "/work/src/a.ts", structuredPatch: [hunk] },
      }),
    ).toEqual({
      kind: "file_change",
      changes: [
        { path: "src/a.ts", change: "update", diff: "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -4 +4,2 @@\n-a\n+b\n+c\n" },
      ],
      status: "completed",
    });
    const written = (content: string) =>
      ended("Write", { file_path: "/else/n" }, "ok", { value: { type: "create", filePath: "/else/n", content } });
    expect(written("x")).toMatchObject({
      changes: [
        {
          path: "/else/n",
          change: "add",
          diff: "--- /dev/null\n+++ b/else/n\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n",
        },
      ],
    });
    expect(written("")).toMatchObject({ changes: [{ diff: "--- /dev/null\n+++ b/else/n\n" }] });
    const cell = {
      notebook_path: "/work/n.ipynb",
      cell_id: "c1",
      old_source: "1",
      new_source: "2\n3",
      edit_mode: "replace",
    };
    expect(ended("NotebookEdit", { notebook_path: "/work/n.ipynb" }, "ok", { value: cell })).toMatchObject({
      changes: [{ path: "n.ipynb", diff: "--- a/n.ipynb\n+++ b/n.ipynb\n@@ -1 +1,2 @@ cell c1\n-1\n+2\n+3\n" }],
    });
  });

  it("an edit that did not happen says why", () => {
    const meta = { permission_decision: { decision: "reject" } };
    const { events } = play([
      use("x", "Write", { file_path: "/work/a" }),
      result("x", "Not allowed", { is_error: true, meta }),
    ]);
    expect(events.at(-2)).toMatchObject({
      type: "item.finished",
      item: { status: "declined", changes: [{ path: "a" }] },
    });
    expect(events.at(-1)).toMatchObject({ type: "notice", level: "warning", message: "Write: Not allowed" });
  });

  it("searches, servers' tools and subagents", () => {
    expect(ended("WebSearch", { query: "q" }, "found", { value: { query: "q", results: [] } })).toMatchObject({
      kind: "web_search",
      query: "q",
      status: "completed",
    });
    expect(ended("mcp__db__rows", { n: 1 }, [{ type: "text", text: "two" }, { type: "image" }])).toMatchObject({
      kind: "tool_call",
      server: "db",
      tool: "rows",
      result: "two\n[image]",
    });
    expect(
      ended("Read", { file_path: "/work/a" }, "<tool_use_error>gone</tool_use_error>", { is_error: true }),
    ).toMatchObject({ tool: "Read", error: "gone", status: "failed" });
    const inside = { parent_tool_use_id: "agent" };
    const { events } = play([
      use("agent", "Agent", { description: "Look around", prompt: "…" }),
      use("x", "Bash", { command: "ls" }, inside),
      {
        type: "assistant",
        message: { id: "sub", model: "m", content: [{ type: "text", text: "for my parent" }] },
        ...inside,
      },
      result("x", "a", { value: { stdout: "a", stderr: "", interrupted: false } }),
      result("agent", [{ type: "text", text: "One file." }]),
    ]);
    expect(events.flatMap((e) => (e.type === "item.finished" ? [e.item.kind] : []))).toEqual(["command", "tool_call"]);
    expect(JSON.stringify(events)).not.toContain("for my parent");
    expect(events.filter((e) => e.type === "iteration.started")).toHaveLength(1);
  });

  it("a search that the API makes itself ends with its block", () => {
    const block = (index: number, content_block: object) => ({
      type: "stream_event",
      event: { type: "content_block_start", index, content_block },
    });
    const { events } = play([
      { type: "stream_event", event: { type: "message_start", message: { id: "m1" } } },
      block(0, { type: "server_tool_use", id: "s1", name: "web_search", input: {} }),
      {
        type: "assistant",
        message: {
          id: "m1",
          model: "m",
          content: [{ type: "server_tool_use", id: "s1", name: "web_search", input: { query: "news" } }],
        },
      },
      block(1, {
        type: "web_search_tool_result",
        tool_use_id: "s1",
        content: [{ type: "web_search_result", title: "T" }],
      }),
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "item.finished",
      itemId: "s1",
      item: { kind: "web_search", query: "news", status: "completed" },
    });
  });

  it("a plan is one item, by to-do lists or by tasks", () => {
    const task = (id: string, subject: string) => ({ task: { id, subject } });
    const { events, state } = play([
      use("a", "TaskCreate", { subject: "One" }),
      result("a", "ok", { value: task("1", "One") }),
      use("b", "TaskCreate", { subject: "Two" }),
      result("b", "ok", { value: task("2", "Two") }),
      use("c", "TaskUpdate", { taskId: "1", status: "completed" }),
      result("c", "ok", { value: { success: true } }),
      use("d", "TaskUpdate", { taskId: "2", status: "deleted" }),
      result("d", "ok", { value: { success: true } }),
      use("e", "TaskGet", { taskId: "1" }),
      result("e", "ok", { value: { task: null } }),
    ]);
    const plans = [...events, ...finishTurn(state, { status: "completed" })].flatMap((e) =>
      "item" in e && e.item.kind === "plan" ? [[e.type, e.item.steps.length]] : [],
    );
    expect(plans).toEqual([
      ["item.started", 1],
      ["item.updated", 2],
      ["item.updated", 2],
      ["item.updated", 1],
      ["item.finished", 1],
    ]);
  });
});

describe("what is not understood is told, and never breaks a run", () => {
  it.each([
    null,
    "text",
    42,
    [],
    {},
    { type: 7 },
    { type: "system" },
    { type: "stream_event" },
    { type: "assistant", message: {} },
    { type: "user", message: { content: 1 } },
    { type: "result" },
    { type: "from_the_future", payload: {} },
    { type: "system", subtype: "from_the_future" },
    { type: "stream_event", event: { type: "from_the_future" } },
  ])("%j", (message) => {
    const { events, state } = play([message, message]);
    expect(notices(events)).toMatchObject([{ level: "info", code: "unknown_message" }]);
    expect(() => finishTurn(state, { status: "completed" })).not.toThrow();
  });

  it("a block of an unknown kind is kept whole", () => {
    const hologram = { type: "hologram", depth: 3 };
    const { events } = play([{ type: "assistant", message: { id: "m", model: "m", content: [hologram] } }]);
    expect(events.at(-1)).toMatchObject({
      type: "item.finished",
      item: { kind: "tool_call", tool: "hologram", input: hologram },
    });
  });

  it("notices of what a person should know", () => {
    const system = (subtype: string, more: object = {}) => ({ type: "system", subtype, ...more });
    const { events } = play([
      system("api_retry", { attempt: 2, max_retries: 4, retry_delay_ms: 1234, error_status: null, error: "unknown" }),
      system("compact_boundary", { compact_metadata: { trigger: "auto", pre_tokens: 900, post_tokens: 100 } }),
      system("permission_denied", { tool_name: "Bash", message: "no" }),
      system("task_started", { description: "Long work", is_backgrounded: true }),
      system("task_notification", { status: "failed", summary: "it broke" }),
      { type: "rate_limit_event", rate_limit_info: { status: "allowed" } },
      {
        type: "rate_limit_event",
        rate_limit_info: { status: "rejected", rateLimitType: "five_hour", resetsAt: 1_795_000_000 },
      },
      { type: "auth_status", isAuthenticating: false, output: [], error: "log in again" },
    ]);
    expect(notices(events).map((n) => `${n.level} ${n.code}: ${n.message}`)).toEqual([
      "warning retry: The API could not be reached; trying again in 1.2 s, attempt 2 of 4.",
      "info compacted: The conversation so far was compacted (900 tokens, now 100).",
      "warning permission_denied: Bash was refused: no",
      "info task: In the background: Long work.",
      "warning task: A task failed: it broke",
      "warning rate_limit: The plan's limit (five_hour) is used up, until 2026-11-18T11:06:40.000Z.",
      "error auth: log in again",
    ]);
  });
});

describe("how a turn ends", () => {
  const said = (more: object) => ({ type: "result", subtype: "success", is_error: false, ...more });

  it.each([
    [{ is_error: true, api_error_status: 401, result: "bad key" }, "auth_failed"],
    [{ is_error: true, api_error_status: 429, result: "slow down" }, "rate_limited"],
    [{ is_error: true, api_error_status: 529, result: "busy" }, "overloaded"],
    [{ is_error: true, api_error_status: 500, result: "broken" }, "server_error"],
    [{ is_error: true, api_error: "connection_failed", result: "no connection" }, "connection_lost"],
    [{ is_error: true, terminal_reason: "prompt_too_long", result: "too long" }, "context_window_exceeded"],
    [
      { subtype: "error_during_execution", is_error: true, errors: ["No conversation found with session ID: x"] },
      "thread_missing",
    ],
    [{ subtype: "error_max_turns", is_error: true }, "max_turns"],
    [
      { subtype: "error_during_execution", is_error: true, errors: ["no sandbox"], startup_failure_reason: "x" },
      "spawn_error",
    ],
    [{ subtype: "error_during_execution", is_error: true, errors: ["it broke"] }, "turn_failed"],
    [{ subtype: "error_max_structured_output_retries", is_error: true, errors: [] }, "output_invalid"],
  ])("%j", (more, code) => {
    const { outcome } = play([said(more)]);
    expect(outcome).toMatchObject({ status: "failed", code });
    expect(outcome?.error).toMatch(/\w/);
  });

  it("Claude's own word for the API's error counts where there is no status", () => {
    const apiError = {
      type: "assistant",
      message: { id: "e", model: "<synthetic>", content: [{ type: "text", text: "Not logged in" }] },
      error: "authentication_failed",
    };
    const { outcome, events } = play([apiError, said({ is_error: true, result: "Not logged in" })]);
    expect(outcome).toMatchObject({
      code: "auth_failed",
      error: expect.stringMatching(/^Not logged in .*ANTHROPIC_API_KEY/),
    });
    expect(events.at(-2)).toMatchObject({ type: "item.finished", item: { kind: "error", message: "Not logged in" } });
  });

  it("usage is the run's: a resumed session's past is not counted", () => {
    const model = (inputTokens: number, costUSD: number) => ({
      m: { inputTokens, cacheReadInputTokens: 10, outputTokens: 5, costUSD, contextWindow: 1000 },
    });
    const both = said({ total_cost_usd: 9, modelUsage: model(900, 9), model_usage_since_last_result: model(90, 0.5) });
    const { state } = play([both, both], turn(true));
    expect(finishTurn(state, { status: "completed" }).at(-1)).toMatchObject({
      usage: { inputTokens: 200, cachedInputTokens: 20, outputTokens: 10, costUsd: 1, contextWindow: 1000 },
    });
  });

  it("usage only grows: rounds after a result count on from what it reported", () => {
    const round = (id: string) => [
      {
        type: "stream_event",
        event: { type: "message_start", message: { id, usage: { input_tokens: 10, output_tokens: 1 } } },
      },
      { type: "stream_event", event: { type: "message_delta", usage: { output_tokens: 5 } } },
    ];
    // The result reports a subagent's tokens, too.
    const first = said({ model_usage_since_last_result: { m: { inputTokens: 100, outputTokens: 50 } } });
    const tasks = (list: object[]) => ({ type: "system", subtype: "background_tasks_changed", tasks: list });
    const { events, state } = play([
      ...round("m1"),
      tasks([{ task_type: "local_agent" }, { task_type: "local_bash" }]),
      first,
      ...round("m2"),
    ]);
    const totals = events.flatMap((e) => (e.type === "usage.updated" ? [e.usage.totalTokens] : []));
    expect(totals).toEqual([15, 150, 165]);
    expect(state.agents).toBe(1);
    mapMessage(state, tasks([]));
    expect(state.agents).toBe(0);
    expect(finishTurn(state, { status: "interrupted" }).at(-1)).toMatchObject({
      usage: { totalTokens: 165, contextTokens: 15 },
    });
  });

  it("an older Claude tells only running totals: the cost is known in a new session alone", () => {
    const old = (total: number) => said({ total_cost_usd: total, usage: { input_tokens: 100, output_tokens: 5 } });
    const cost = (state: ReturnType<typeof turn>) => {
      const last = finishTurn(play([old(1), old(3)], state).state, { status: "completed" }).at(-1);
      return last?.type === "turn.finished" ? last.usage : undefined;
    };
    expect(cost(turn())).toMatchObject({ inputTokens: 200, costUsd: 3 });
    expect(cost(turn(true))).toMatchObject({ inputTokens: 200 });
    expect(cost(turn(true))).not.toHaveProperty("costUsd");
  });

  it("what is open ends as the turn does, with the text as far as it came", () => {
    const event = (event: object) => ({ type: "stream_event", event });
    const { state } = play([
      event({ type: "message_start", message: { id: "m1" } }),
      event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Half a" } }),
      use(
        "x",
        "Bash",
        { command: "sleep 9" },
        {
          message: {
            id: "m1",
            model: "m",
            content: [{ type: "tool_use", id: "x", name: "Bash", input: { command: "sleep 9" } }],
          },
        },
      ),
    ]);
    const events = finishTurn(state, { status: "interrupted" });
    expect(events).toMatchObject([
      { type: "turn.started" },
      { type: "item.finished", item: { kind: "message", text: "Half a", status: "canceled" } },
      { type: "item.finished", item: { kind: "command", command: "sleep 9", status: "canceled" } },
      { type: "turn.finished", status: "interrupted" },
    ]);
    expect(finishTurn(state, { status: "completed" })).toEqual([]);
  });
});
