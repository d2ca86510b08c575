import { describe, expect, it } from "vitest";
import { finishTurn } from "../../src/claude/map/map-result.ts";
import { notices, play } from "../support/claude-messages.ts";

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
