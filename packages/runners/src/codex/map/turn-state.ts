import type { EventInput, Item, Usage } from "@codex-toolloop/protocol";
import type { Failure } from "./failure.ts";

/** How a turn ended, as far as codex says. */
export type Outcome = { status: "completed" | "interrupted" } | ({ status: "failed" } & Failure);

/** Tokens of a thread over all its turns. */
export interface TokenTotals {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}

/** Everything the mapping of one turn remembers. Made by `createTurnState`, changed by the mappers (and `stopping`). */
export interface TurnState {
  readonly cwd: string;
  readonly maxTurns: number | undefined;
  threadId: string | undefined;
  turnId: string | undefined;
  /** `turn.started` was told. */
  begun: boolean;
  model: string | undefined;
  /** Items that have begun and not ended, by id. */
  readonly open: Map<string, Item>;
  /** The number of the model's round, from 1; 0 before the turn. */
  iteration: number;
  /** The round's answer is complete: what comes next belongs to a new round. */
  roundOver: boolean;
  /** The round called a tool, so another one follows. */
  roundCalledTool: boolean;
  /** More rounds would follow than `maxTurns` allows: the turn is to be interrupted. */
  limitReached: boolean;
  /** What the thread had used before this turn; undefined: not known (yet). */
  usageBefore: TokenTotals | undefined;
  usage: Usage | undefined;
  diff: string | undefined;
  /** Text of the last assistant message. */
  message: string | undefined;
  /** An error after which codex did not try again; final only when the turn fails. */
  lastError: Failure | undefined;
  outcome: Outcome | undefined;
  /** Set by who interrupts the turn: commands that end from now on did not fail by themselves. */
  stopping: boolean;
  /** What was said once and need not be said again. */
  readonly told: Set<string>;
}

const NOTHING: TokenTotals = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** The state at the beginning of a turn. */
export function createTurnState(turn: {
  cwd: string;
  threadId?: string | undefined;
  maxTurns?: number | undefined;
}): TurnState {
  return {
    cwd: turn.cwd,
    maxTurns: turn.maxTurns,
    threadId: turn.threadId,
    turnId: undefined,
    begun: false,
    model: undefined,
    open: new Map(),
    iteration: 0,
    roundOver: false,
    roundCalledTool: false,
    limitReached: false,
    usageBefore: turn.threadId === undefined ? NOTHING : undefined,
    usage: undefined,
    diff: undefined,
    message: undefined,
    lastError: undefined,
    outcome: undefined,
    stopping: false,
    told: new Set(),
  };
}

/** A notice, the first time only. */
export function noticeOnce(
  state: TurnState,
  code: string,
  message: string,
  level: "info" | "warning" | "error" = "info",
): EventInput[] {
  if (state.told.has(`${code} ${message}`)) return [];
  state.told.add(`${code} ${message}`);
  return [{ type: "notice", level, code, message }];
}

/** What to tell before something of the model is told: that a new round has begun, where it has. */
export function beginRound(state: TurnState): EventInput[] {
  if (state.iteration > 0 && !state.roundOver) return [];
  if (state.maxTurns !== undefined && state.iteration >= state.maxTurns) {
    state.limitReached = true;
    return [];
  }
  state.iteration += 1;
  state.roundOver = false;
  state.roundCalledTool = false;
  const max = state.maxTurns === undefined ? {} : { max: state.maxTurns };
  return [{ type: "iteration.started", iteration: state.iteration, ...max }];
}

/** The model's answer of this round is complete. */
export function endRound(state: TurnState): void {
  state.roundOver = true;
  if (state.roundCalledTool && state.maxTurns !== undefined && state.iteration >= state.maxTurns)
    state.limitReached = true;
}

/** Begins an item, or changes it as a whole when it has begun already. */
export function startItem(state: TurnState, itemId: string, item: Item): EventInput[] {
  const type = state.open.has(itemId) ? "item.updated" : "item.started";
  // A copy of its own: deltas grow it, and what was told stays as it was.
  state.open.set(itemId, { ...item });
  return [{ type, itemId, item }];
}

/** Ends an item; this state of it is the last one. */
export function finishItem(state: TurnState, itemId: string, item: Item): EventInput[] {
  state.open.delete(itemId);
  return [{ type: "item.finished", itemId, item }];
}

/** Most of an item's text that is kept to tell it again when the item never ends properly. */
const KEPT_MAX = 1024 * 1024;

/** More of an item's text. `begin` is the item where its beginning was not told. */
export function itemDelta(state: TurnState, itemId: string, field: "text" | "output", delta: string, begin: Item) {
  if (delta === "") return [];
  const events: EventInput[] = state.open.has(itemId) ? [] : startItem(state, itemId, begin);
  const item = state.open.get(itemId);
  if (item?.kind === "command") item.output = keep(item.output ?? "", delta);
  else if (item && "text" in item) item.text = keep(item.text, delta);
  events.push({ type: "item.delta", itemId, field, delta });
  return events;
}
const keep = (text: string, delta: string) => (text.length >= KEPT_MAX ? text : text + delta);

/**
 * The turn's last events: what is still open ends with it, then the turn. To be called once, when nothing more comes.
 * @param outcome how it ended where codex did not say.
 */
export function finishTurn(state: TurnState, outcome: Outcome): EventInput[] {
  const end = state.outcome ?? outcome;
  const events: EventInput[] = [];
  for (const [itemId, item] of [...state.open])
    events.push(...finishItem(state, itemId, { ...item, status: lastStatus(item, end) }));
  if (state.lastError && end.status !== "failed")
    events.push({ type: "notice", level: "warning", code: state.lastError.code, message: state.lastError.error });
  if (!state.begun || state.turnId === undefined) {
    if (end.status === "failed") events.push({ type: "notice", level: "error", code: end.code, message: end.error });
    return events;
  }
  events.push({
    type: "turn.finished",
    turnId: state.turnId,
    status: end.status,
    ...(end.status === "failed" ? { error: end.error } : {}),
    ...(state.usage ? { usage: state.usage } : {}),
  });
  return events;
}

/** A plan stands as it is; what still runs in the background of a completed turn is ended with the process. */
function lastStatus(item: Item, end: Outcome): "completed" | "failed" | "canceled" {
  if (item.kind === "plan") return "completed";
  if (end.status === "failed") return "failed";
  return end.status === "completed" && (item.kind === "message" || item.kind === "reasoning")
    ? "completed"
    : "canceled";
}
