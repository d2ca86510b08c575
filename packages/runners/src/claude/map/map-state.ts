import type { EventInput, Item, Usage } from "@codex-toolloop/protocol";
import type { ApiUsage } from "./upstream.ts";

/** A tool invocation or its result, for tool-calls.jsonl. */
export interface ToolRecord {
  itemId: string;
  tool: string;
  phase: "call" | "result";
  value: unknown;
}

/** How one `result` of Claude ends what it was asked. */
export interface Outcome {
  status: "completed" | "failed" | "interrupted";
  error?: string | undefined;
  code?: string | undefined;
  /** The last message's text. */
  text?: string | undefined;
  /** What `outputSchema` asked for. */
  output?: unknown;
  /** Messages of ours that Claude has yet to take: another result follows. */
  queued: number;
  /** Our ids of the messages that were taken. */
  taken: readonly string[];
}

/** What one message of Claude's comes to. */
export interface Mapped {
  events: EventInput[];
  calls: ToolRecord[];
  threadId?: string | undefined;
  model?: string | undefined;
  outcome?: Outcome | undefined;
}

/** A content block of the answer that is being streamed. */
export interface StreamedBlock {
  itemId: string;
  kind: "text" | "thinking" | "tool";
  /** Its text or its arguments as JSON, as far as they came. */
  text: string;
  /** Its item ended. */
  ended: boolean;
  /** The `assistant` message with the whole of it came. */
  whole: boolean;
}

export interface ToolUse {
  name: string;
  input: unknown;
}

/** What the mapper remembers between two messages of one turn. Made by `createMapState`, changed by `mapMessage` alone. */
export interface MapState {
  readonly turnId: string;
  /** The folder the agent works in: paths below it are told relative to it. */
  readonly cwd: string;
  readonly maxTurns: number | undefined;
  started: boolean;
  finished: boolean;
  threadId: string | undefined;
  model: string | undefined;
  /** Rounds of model and tools so far, and the id of the answer of the last one. */
  iteration: number;
  round: string | undefined;
  blocks: Map<number, StreamedBlock>;
  /** Items that began and have not ended, as they were last told. */
  open: Map<string, Item>;
  tools: Map<string, ToolUse>;
  /** The plan in the order of its making; the key is the task's number, or the place in the list. */
  plan: Map<string, PlanStep>;
  planTold: boolean;
  /** Usage of the rounds that ended since the last result, and of the one that runs. */
  done: TokenSum;
  current: TokenSum;
  /** What `result` messages said of this run, subagents included. */
  reported: Usage | undefined;
  /** Tokens that the model has before it: of its last answer, with what it answered. */
  context: number | undefined;
  /** `total_cost_usd` before this run, or at the result before; undefined for a resumed session, whose past is not known. */
  costBefore: number | undefined;
  lastText: string | undefined;
  /** The word that Claude has for the last error of the API. */
  apiError: string | undefined;
  /** Subagents that work in the background: another result follows when they have ended. */
  agents: number;
  /** Kinds of messages that were said to be unknown: once is enough. */
  strange: Set<string>;
}

export interface PlanStep {
  text: string;
  status: "pending" | "in_progress" | "completed";
}

export interface TokenSum {
  input: number;
  cached: number;
  output: number;
}

export const NOTHING: TokenSum = { input: 0, cached: 0, output: 0 };

/**
 * Tokens of one answer, in our words: `input` counts every token that was read, `cached` those of them that a cache gave.
 * Fields that are absent keep what was known before.
 */
export function tokensOf(usage: ApiUsage | null | undefined, before: TokenSum = NOTHING): TokenSum {
  if (!usage) return before;
  const said = usage.input_tokens ?? usage.cache_read_input_tokens ?? usage.cache_creation_input_tokens;
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    input: said == null ? before.input : (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + cached,
    cached: said == null ? before.cached : cached,
    output: usage.output_tokens ?? before.output,
  };
}

export const add = (a: TokenSum, b: TokenSum): TokenSum => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  output: a.output + b.output,
});

/** Usage of the run so far: what `result` messages reported, and the rounds since the last of them. */
export function usageSoFar(state: MapState): Usage {
  const { input, cached, output } = add(state.done, state.current);
  const rounds = { inputTokens: input, cachedInputTokens: cached, outputTokens: output, totalTokens: input + output };
  return { ...plus(state.reported, rounds), ...contextOf(state) };
}

/** The sum of two usages; the context window of the later one that has it. */
export function plus(a: Usage | undefined, b: Usage): Usage {
  const sum: Usage = { ...a, ...b };
  for (const key of SUMMED)
    if (a?.[key] !== undefined || b[key] !== undefined) sum[key] = (a?.[key] ?? 0) + (b[key] ?? 0);
  return sum;
}
const SUMMED = [
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
  "totalTokens",
  "costUsd",
] as const;

export const contextOf = ({ context }: MapState): Pick<Usage, "contextTokens"> =>
  context === undefined ? {} : { contextTokens: context };

export function createMapState(of: {
  turnId: string;
  cwd: string;
  maxTurns?: number | undefined;
  resumed?: boolean | undefined;
}): MapState {
  return {
    turnId: of.turnId,
    cwd: of.cwd,
    maxTurns: of.maxTurns,
    started: false,
    finished: false,
    threadId: undefined,
    model: undefined,
    iteration: 0,
    round: undefined,
    blocks: new Map(),
    open: new Map(),
    tools: new Map(),
    plan: new Map(),
    planTold: false,
    done: NOTHING,
    current: NOTHING,
    reported: undefined,
    context: undefined,
    costBefore: of.resumed ? undefined : 0,
    lastText: undefined,
    apiError: undefined,
    agents: 0,
    strange: new Set(),
  };
}

/** Tells that an item begins, and remembers it as open. */
export function begin(state: MapState, out: Mapped, itemId: string, item: Item): void {
  state.open.set(itemId, item);
  out.events.push({ type: "item.started", itemId, item });
}

/** Tells that an item ended. An item that never began is told whole. */
export function finish(state: MapState, out: Mapped, itemId: string, item: Item): void {
  if (!state.open.delete(itemId)) out.events.push({ type: "item.started", itemId, item });
  out.events.push({ type: "item.finished", itemId, item });
}
