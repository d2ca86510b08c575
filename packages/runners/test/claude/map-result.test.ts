import { describe, expect, it } from "vitest";
import { mapMessage } from "../../src/claude/map/map-message.ts";
import { finishTurn } from "../../src/claude/map/map-result.ts";
import { play, turn, use } from "../support/claude-messages.ts";

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
    const { outcome, events } = play([apiError, said({ is_error: true, result: "Not logged in · Please run /login" })]);
    expect(outcome).toMatchObject({
      code: "auth_failed",
      error:
        "Claude is not logged in. Log in with Claude Code (`npm install -g @anthropic-ai/claude-code`, then `claude` and /login), or set ANTHROPIC_API_KEY before you start the dashboard.",
    });
    expect(events.at(-2)).toMatchObject({ type: "item.finished", item: { kind: "error", message: "Not logged in" } });
  });

  it("a refused key keeps what Claude says of it, and what to do", () => {
    const { outcome } = play([said({ is_error: true, api_error_status: 401, result: "Invalid API key" })]);
    expect(outcome?.error).toMatch(/^Invalid API key\. Log in with Claude Code .*ANTHROPIC_API_KEY/);
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
