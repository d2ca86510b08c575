import type { EventInput } from "@codex-toolloop/protocol";
import { z } from "zod";
import { failureOf } from "./failure.ts";
import { mapItem, modernItem, UpstreamItem, withStatus } from "./map-item.ts";
import { shareOf } from "./share-of.ts";
import { finishItem, noticeOnce, startItem, type TurnState } from "./turn-state.ts";

const Line = z.looseObject({ type: z.string() });
const AboutItem = z.looseObject({ item: UpstreamItem });
const tokens = z.number().nonnegative().default(0);
const AboutUsage = z.looseObject({
  usage: z.looseObject({
    input_tokens: tokens,
    cached_input_tokens: tokens,
    output_tokens: tokens,
    reasoning_output_tokens: tokens,
  }),
});

type Handler = (state: TurnState, line: unknown) => EventInput[] | undefined;

const LINES: Record<string, Handler> = {
  "thread.started": (state, line) => {
    const told = z.looseObject({ thread_id: z.string() }).safeParse(line).data;
    if (!told) return undefined;
    state.threadId = told.thread_id;
    return [];
  },
  "turn.started": (state) => {
    // `exec` names no turn: its thread has one turn per process.
    state.begun = true;
    state.turnId = `turn-of-${state.threadId ?? "codex"}`;
    const threadId = state.threadId === undefined ? {} : { threadId: state.threadId };
    return [{ type: "turn.started", turnId: state.turnId, runner: "codex", ...threadId }];
  },
  "item.started": (state, line) => changed(state, line),
  "item.updated": (state, line) => changed(state, line),
  "item.completed": (state, line) => {
    const raw = AboutItem.safeParse(line).data?.item;
    if (!raw) return undefined;
    const item = mapItem(modernItem(raw), state.cwd);
    if (item.kind === "message" && item.role === "assistant") state.message = item.text;
    return finishItem(state, raw.id, withStatus(item, "completed"));
  },
  "turn.completed": (state, line) => {
    state.outcome = { status: "completed" };
    const used = AboutUsage.safeParse(line).data?.usage;
    if (!used) return undefined;
    // The thread's total. Where it is not known what was before, no share of it is this turn's for certain.
    if (!state.usageBefore) return [];
    const total = {
      inputTokens: used.input_tokens,
      cachedInputTokens: used.cached_input_tokens,
      outputTokens: used.output_tokens,
      reasoningTokens: used.reasoning_output_tokens,
    };
    const usage = shareOf(total, state.usageBefore);
    state.usage = usage;
    return [{ type: "usage.updated", usage }];
  },
  "turn.failed": (state, line) => {
    const told = z.looseObject({ error: z.looseObject({ message: z.string() }) }).safeParse(line).data;
    state.outcome = { status: "failed", ...failureOf(told?.error ?? { message: "It gave no reason." }) };
    return [];
  },
  error: (state, line) => {
    const told = z.looseObject({ message: z.string() }).safeParse(line).data;
    if (!told) return undefined;
    if (/^Reconnecting/.test(told.message))
      return [{ type: "notice", level: "warning", code: "retry", message: told.message }];
    state.lastError = failureOf(told);
    return [];
  },
};

/** What one line of `codex exec --json` means, in our events. Never throws; what is not known is told as a notice, once. */
export function mapExec(state: TurnState, message: unknown): EventInput[] {
  const line = Line.safeParse(message).data;
  if (!line) return noticeOnce(state, "unknown_message", "Codex said something that is no event.");
  const handler = LINES[line.type];
  if (!handler)
    return noticeOnce(state, "unknown_message", `Codex said something that this version does not know: ${line.type}.`);
  return (
    handler(state, line) ??
    noticeOnce(state, "unknown_message", `Codex said ${line.type} in a form that is not known.`, "warning")
  );
}

function changed(state: TurnState, line: unknown): EventInput[] | undefined {
  const raw = AboutItem.safeParse(line).data?.item;
  return raw && startItem(state, raw.id, withStatus(mapItem(modernItem(raw), state.cwd), "in_progress"));
}
