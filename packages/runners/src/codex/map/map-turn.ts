import type { EventInput } from "@codex-toolloop/protocol";
import { z } from "zod";
import { failureOf, UpstreamError } from "./failure.ts";
import { shareOf } from "./share-of.ts";
import { beginRound, endRound, noticeOnce, startItem, type TurnState } from "./turn-state.ts";
import { filesOf } from "./unified-diff.ts";

const AboutTurn = z.looseObject({
  turn: z.looseObject({ id: z.string(), status: z.string(), error: UpstreamError.nullish() }),
});
const AboutError = z.looseObject({ error: UpstreamError, willRetry: z.boolean().default(false) });
const Plan = z.looseObject({ plan: z.array(z.looseObject({ step: z.string(), status: z.string() })) });
const tokens = z.number().nonnegative().default(0);
const Tokens = z.looseObject({
  totalTokens: tokens,
  inputTokens: tokens,
  cachedInputTokens: tokens,
  outputTokens: tokens,
  reasoningOutputTokens: tokens,
});
const AboutUsage = z.looseObject({
  turnId: z.string().optional(),
  tokenUsage: z.looseObject({ total: Tokens, last: Tokens, modelContextWindow: z.number().positive().nullish() }),
});
const Warned = z.looseObject({
  message: z.string().optional(),
  summary: z.string().optional(),
  details: z.string().nullish(),
});

type Handler = (state: TurnState, params: unknown) => EventInput[] | undefined;

/** Bookkeeping of codex 0.169 that a person has no use for; it stays in the raw log. */
export const QUIET: ReadonlySet<string> = new Set(
  `thread/started thread/status/changed thread/archived thread/deleted thread/unarchived thread/closed thread/goal/updated
  thread/goal/cleared thread/name/updated thread/section/changed thread/attachment/updated thread/prediction/updated
  thread/queue/changed thread/project/updated thread/environment/connected thread/environment/disconnected
  thread/settings/updated thread/readState/changed skills/changed project/changed remoteControl/status/changed account/updated
  account/rateLimits/updated account/gatewayOAuth/changed account/login/completed app/list/updated hook/started
  hook/completed item/fileChange/outputDelta item/autoApprovalReview/started item/autoApprovalReview/completed
  rawResponseItem/completed rawResponse/completed serverRequest/resolved mcpServer/oauthLogin/completed
  mcpServer/event/stream/notification model/verification model/safetyBuffering/updated turn/moderationMetadata
  modelProvider/authRecoveryStarted modelProvider/authRecoveryCompleted`.split(/\s+/),
);

/** What tells about the turn as a whole. A handler returns undefined for parameters that it cannot read. */
export const mapTurn: Record<string, Handler> = {
  "turn/started": (state, params) => {
    const told = AboutTurn.safeParse(params).data;
    if (!told) return undefined;
    if (state.begun) return [];
    state.begun = true;
    state.turnId = told.turn.id;
    const { threadId, model } = state;
    const about = { ...(model === undefined ? {} : { model }), ...(threadId === undefined ? {} : { threadId }) };
    return [{ type: "turn.started", turnId: told.turn.id, runner: "codex", ...about }, ...beginRound(state)];
  },
  "turn/completed": (state, params) => {
    const turn = AboutTurn.safeParse(params).data?.turn;
    if (!turn) return undefined;
    if (turn.id !== state.turnId) return [];
    if (turn.status === "failed") {
      const failure = turn.error ? failureOf(turn.error) : state.lastError;
      state.outcome = { status: "failed", ...(failure ?? { code: "turn_failed", error: "Codex gave no reason." }) };
    } else state.outcome = { status: turn.status === "interrupted" ? "interrupted" : "completed" };
    return [];
  },
  "turn/diff/updated": (state, params) => {
    const told = z.looseObject({ diff: z.string() }).safeParse(params).data;
    if (!told) return undefined;
    if (told.diff === state.diff) return [];
    state.diff = told.diff;
    return [{ type: "diff.updated", diff: told.diff, files: filesOf(told.diff) }];
  },
  "turn/plan/updated": (state, params) => {
    const told = Plan.safeParse(params).data;
    if (!told) return undefined;
    const begin = beginRound(state);
    state.roundCalledTool = true;
    const steps = told.plan.map(({ step, status }) => ({ text: step, status: planStatus(status) }));
    return [...begin, ...startItem(state, `plan-${state.turnId ?? "0"}`, { kind: "plan", steps })];
  },
  "thread/tokenUsage/updated": (state, params) => {
    const told = AboutUsage.safeParse(params).data;
    if (!told) return undefined;
    // A resumed thread first repeats what its earlier turns used.
    if (told.turnId !== undefined && told.turnId !== state.turnId) return [];
    return usage(state, told.tokenUsage);
  },
  error: (state, params) => {
    const told = AboutError.safeParse(params).data;
    if (!told) return undefined;
    const failure = failureOf(told.error);
    if (!told.willRetry) {
      state.lastError = failure;
      return [];
    }
    const details = told.error.additionalDetails;
    const message = details ? `${told.error.message} (${details})` : told.error.message;
    return [{ type: "notice", level: "warning", code: "retry", message }];
  },
  "model/rerouted": (state, params) => {
    const told = z.looseObject({ fromModel: z.string(), toModel: z.string() }).safeParse(params).data;
    if (!told) return undefined;
    state.model = told.toModel;
    return noticeOnce(state, "model_rerouted", `${told.toModel} answers in place of ${told.fromModel}.`, "warning");
  },
  "thread/compacted": (state) =>
    noticeOnce(state, "context_compacted", "Codex made the conversation shorter to fit into the model's context."),
  "mcpServer/startupStatus/updated": (state, params) => {
    const told = z
      .looseObject({ name: z.string(), status: z.unknown().optional(), error: z.string().nullish() })
      .safeParse(params).data;
    if (!told) return undefined;
    if (!told.error) return [];
    return noticeOnce(
      state,
      "mcp_server_failed",
      `The MCP server ${told.name} did not start: ${told.error}`,
      "warning",
    );
  },
  warning: (state, params) => warn(state, params, "warning"),
  guardianWarning: (state, params) => warn(state, params, "warning"),
  configWarning: (state, params) => warn(state, params, "info"),
  deprecationNotice: (state, params) => warn(state, params, "info"),
};

function warn(state: TurnState, params: unknown, level: "info" | "warning"): EventInput[] | undefined {
  const told = Warned.safeParse(params).data;
  const message = [told?.message ?? told?.summary, told?.details].filter(Boolean).join(" ");
  return message === "" ? undefined : noticeOnce(state, "codex", message, level);
}

/** The turn's own share of what its thread has used, told once per answer of the model. */
function usage(state: TurnState, told: z.infer<typeof AboutUsage>["tokenUsage"]): EventInput[] {
  const { total, last, modelContextWindow } = told;
  state.usageBefore ??= {
    inputTokens: total.inputTokens - last.inputTokens,
    cachedInputTokens: total.cachedInputTokens - last.cachedInputTokens,
    outputTokens: total.outputTokens - last.outputTokens,
    reasoningTokens: total.reasoningOutputTokens - last.reasoningOutputTokens,
  };
  const now = {
    ...shareOf({ ...total, reasoningTokens: total.reasoningOutputTokens }, state.usageBefore),
    contextTokens: last.totalTokens,
    ...(modelContextWindow ? { contextWindow: modelContextWindow } : {}),
  };
  if (JSON.stringify(now) === JSON.stringify(state.usage)) return [];
  state.usage = now;
  // It is told once per answer of the model, after the tools that the answer called.
  endRound(state);
  return [{ type: "usage.updated", usage: now }];
}

function planStatus(status: string): "pending" | "in_progress" | "completed" {
  if (status === "completed") return "completed";
  return status === "inProgress" || status === "in_progress" ? "in_progress" : "pending";
}
