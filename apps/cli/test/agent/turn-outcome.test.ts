import type { TurnResult } from "@codex-toolloop/runners";
import type { AbortReason } from "@codex-toolloop/workflows";
import { describe, expect, it } from "vitest";
import { turnOutcome } from "../../src/exec/agent/turn-outcome.ts";

const by = { title: "rm -r build", by: "ada" };
type Row = [
  string,
  Pick<TurnResult, "status" | "error" | "code">,
  AbortReason | undefined,
  typeof by | undefined,
  object,
];

const ROWS: Row[] = [
  ["it completed", { status: "completed" }, undefined, undefined, { status: "success", reason: "exit_zero" }],
  ["it was complete when the stop came", { status: "completed" }, "stop_requested", undefined, { status: "success" }],
  [
    "the vendor says why it failed",
    { status: "failed", code: "auth_failed", error: "Log in first." },
    undefined,
    undefined,
    { status: "failed", reason: "auth_failed", detail: "Log in first." },
  ],
  ["it failed without a code", { status: "failed" }, undefined, undefined, { status: "failed", reason: "turn_failed" }],
  [
    "its code is no reason",
    { status: "failed", code: "Bad Gateway!" },
    undefined,
    undefined,
    { status: "failed", reason: "turn_failed" },
  ],
  [
    "a stop interrupted it",
    { status: "interrupted" },
    "stop_requested",
    undefined,
    { status: "canceled", reason: "stop_requested" },
  ],
  [
    "a stop made the vendor fail",
    { status: "failed", code: "spawn_error", error: "broken pipe" },
    "stop_requested",
    undefined,
    { status: "canceled", reason: "stop_requested" },
  ],
  [
    "the dashboard closed",
    { status: "interrupted" },
    "shutdown",
    undefined,
    { status: "canceled", reason: "shutdown" },
  ],
  ["time ran out", { status: "interrupted" }, "deadline", undefined, { status: "timeout", reason: "deadline" }],
  [
    "a person ended it at a question",
    { status: "interrupted" },
    undefined,
    by,
    {
      status: "canceled",
      reason: "approval_cancelled",
      detail: "ada ended the turn instead of approving: rm -r build",
    },
  ],
  [
    "a person ended it at a question, and then it was stopped",
    { status: "interrupted" },
    "stop_requested",
    by,
    { status: "canceled", reason: "stop_requested" },
  ],
  [
    "it ended early by itself",
    { status: "interrupted" },
    undefined,
    undefined,
    { status: "failed", reason: "turn_interrupted", detail: "The agent ended its turn early." },
  ],
];

describe("how a run ends whose turn ended", () => {
  it.each(ROWS)("%s", (_what, result, reason, cancelled, outcome) => {
    const controller = new AbortController();
    if (reason) controller.abort(reason);
    expect(turnOutcome(result, controller.signal, cancelled)).toMatchObject(outcome);
  });
});
