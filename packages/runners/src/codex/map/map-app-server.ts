import type { EventInput } from "@codex-toolloop/protocol";
import { z } from "zod";
import { mapItem, UpstreamItem, withStatus } from "./map-item.ts";
import { mapTurn, QUIET } from "./map-turn.ts";
import { beginRound, finishItem, itemDelta, noticeOnce, startItem, type TurnState } from "./turn-state.ts";

/** A message of the app server that is no request: an answer to us, or a notification. */
const Message = z.looseObject({
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
});
const Threaded = z.looseObject({ threadId: z.string().nullish() });
const Started = z.looseObject({ model: z.string().optional(), thread: z.looseObject({ id: z.string() }) });
const TurnBegun = z.looseObject({ turn: z.looseObject({ id: z.string() }) });
const AboutItem = z.looseObject({ item: UpstreamItem });
const Delta = z.looseObject({ itemId: z.string(), delta: z.string() });

type Handler = (state: TurnState, params: unknown) => EventInput[] | undefined;

/** What tells about items. What people say comes back as `userMessage`: whoever said it has told it already. A handler returns undefined for parameters that it cannot read. */
const ITEMS: Record<string, Handler> = {
  "item/started": (state, params) => {
    const raw = AboutItem.safeParse(params).data?.item;
    if (!raw) return undefined;
    if (raw.type === "userMessage") return [];
    const begin = beginRound(state);
    if (!SAID.has(raw.type)) state.roundCalledTool = true;
    return [...begin, ...startItem(state, raw.id, withStatus(mapItem(raw, state.cwd), "in_progress"))];
  },
  "item/completed": (state, params) => {
    const raw = AboutItem.safeParse(params).data?.item;
    if (!raw) return undefined;
    if (raw.type === "userMessage") return [];
    const item = mapItem(raw, state.cwd);
    const open = state.open.get(raw.id);
    if (item.kind === "command" && open?.kind === "command") item.output ??= open.output ?? "";
    const stopped = state.stopping || state.outcome !== undefined;
    if (item.kind === "command" && stopped && item.status === "failed") item.status = "canceled";
    if (item.kind === "message" && item.role === "assistant") state.message = item.text;
    return finishItem(state, raw.id, withStatus(item, "completed"));
  },
  "item/agentMessage/delta": (state, params) => {
    const told = Delta.safeParse(params).data;
    if (!told) return undefined;
    const begin = { kind: "message", role: "assistant", text: "", status: "in_progress" } as const;
    return [...beginRound(state), ...itemDelta(state, told.itemId, "text", told.delta, begin)];
  },
  "item/plan/delta": (state, params) => ITEMS["item/agentMessage/delta"]?.(state, params),
  "item/reasoning/summaryTextDelta": (state, params) => {
    const told = Delta.safeParse(params).data;
    return told && [...beginRound(state), ...itemDelta(state, told.itemId, "text", told.delta, { ...REASONING })];
  },
  "item/reasoning/summaryPartAdded": (state, params) => {
    const part = z.looseObject({ itemId: z.string(), summaryIndex: z.number().default(0) }).safeParse(params).data;
    // The item's end joins its parts by an empty line.
    if (part?.summaryIndex === 0) return [];
    return part && itemDelta(state, part.itemId, "text", "\n\n", { ...REASONING });
  },
  "item/reasoning/textDelta": (state, params) => ITEMS["item/reasoning/summaryTextDelta"]?.(state, params),
  "item/commandExecution/outputDelta": (state, params) => {
    const told = Delta.safeParse(params).data;
    const begin = { kind: "command", command: "", status: "in_progress" } as const;
    return told && itemDelta(state, told.itemId, "output", told.delta, begin);
  },
  "item/commandExecution/terminalInteraction": (state) => {
    const begin = beginRound(state);
    state.roundCalledTool = true;
    return begin;
  },
  "item/fileChange/patchUpdated": (state, params) => {
    const patch = z.looseObject({ itemId: z.string(), changes: z.unknown().optional() }).safeParse(params).data;
    if (!patch) return undefined;
    const raw = { type: "fileChange", id: patch.itemId, status: "inProgress", changes: patch.changes };
    return startItem(state, patch.itemId, mapItem(raw, state.cwd));
  },
  "item/mcpToolCall/progress": (state, params) => {
    const told = z.looseObject({ message: z.string() }).safeParse(params).data;
    return told && noticeOnce(state, "tool_progress", told.message);
  },
};
const REASONING = { kind: "reasoning", text: "", status: "in_progress" } as const;
/** What the model says rather than does. */
const SAID = new Set(["agentMessage", "reasoning", "plan", "hookPrompt", "contextCompaction"]);

/** Every notification that is told; docs/events.md has a row for each. */
export const TOLD_METHODS = [...Object.keys(ITEMS), ...Object.keys(mapTurn)];

/**
 * What one message of the app server means, in our events. Never throws: what is not known, or not of the known shape, is
 * told as a notice, once. Requests (approvals) are not for here.
 */
export function mapAppServer(state: TurnState, message: unknown): EventInput[] {
  const { method, params, result } = Message.safeParse(message).data ?? {};
  if (method === undefined) {
    noteAnswer(state, result);
    return [];
  }
  const threadId = Threaded.safeParse(params).data?.threadId ?? undefined;
  if (threadId !== undefined && state.threadId !== undefined && threadId !== state.threadId)
    return ofAnotherThread(state, method, params);
  const handler = ITEMS[method] ?? mapTurn[method];
  if (!handler) {
    if (QUIET.has(method)) return [];
    return noticeOnce(state, "unknown_message", `Codex said something that this version does not know: ${method}.`);
  }
  const events = handler(state, params);
  return events ?? noticeOnce(state, "unknown_message", `Codex said ${method} in a form that is not known.`, "warning");
}

/** The answers to our own requests say which thread, which model and which turn it is. */
function noteAnswer(state: TurnState, result: unknown): void {
  const started = Started.safeParse(result).data;
  if (started) {
    state.threadId = started.thread.id;
    state.model = started.model;
  }
  state.turnId ??= TurnBegun.safeParse(result).data?.turn.id;
}

/** Agents that the agent started: what they do is told, what they say stands as one finished thing each. */
function ofAnotherThread(state: TurnState, method: string, params: unknown): EventInput[] {
  const raw = AboutItem.safeParse(params).data?.item;
  if (raw && SAID.has(raw.type)) {
    if (method !== "item/completed" || raw.type !== "agentMessage") return [];
    const item = {
      kind: "tool_call",
      server: "agents",
      tool: "message",
      result: raw.text,
      status: "completed",
    } as const;
    return [{ type: "item.finished", itemId: raw.id, item }];
  }
  if (!raw || raw.type === "userMessage")
    return method.endsWith("outputDelta") ? (ITEMS[method]?.(state, params) ?? []) : [];
  const item = withStatus(mapItem(raw, state.cwd), method === "item/completed" ? "completed" : "in_progress");
  return method === "item/completed" ? finishItem(state, raw.id, item) : startItem(state, raw.id, item);
}
