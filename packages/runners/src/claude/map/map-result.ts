import type { EventInput, Item, Usage } from "@codex-toolloop/protocol";
import { failureOf } from "./failure.ts";
import { finish, type Mapped, type MapState, NOTHING, type Outcome, plus, tokensOf, usageSoFar } from "./map-state.ts";
import type { ModelUsages, ResultMessage } from "./upstream.ts";

/** What ends one message of ours. Claude may go on with the next one in its queue. */
export function mapResult(state: MapState, result: ResultMessage, out: Mapped): void {
  state.reported = plus(state.reported, reportedUsage(state, result));
  state.done = state.current = NOTHING;
  out.events.push({ type: "usage.updated", usage: usageSoFar(state) });
  out.outcome = outcomeOf(state, result);
}

/**
 * `total_cost_usd` and `modelUsage` go on from what the session's transcript saved, so after a resume they hold earlier
 * runs too. `model_usage_since_last_result` counts from this process' start: these are the run's. A Claude that does not
 * send it tells the main loop's tokens, and a cost that is the run's only in a new session (else none is told).
 */
function reportedUsage(state: MapState, result: ResultMessage): Usage {
  const since = result.model_usage_since_last_result;
  const contextWindow = windowOf(state, since) ?? windowOf(state, result.modelUsage);
  const window = contextWindow ? { contextWindow } : {};
  if (!since) {
    const { input, cached, output } = tokensOf(result.usage);
    const total = result.total_cost_usd ?? undefined;
    const cost = total === undefined || state.costBefore === undefined ? undefined : total - state.costBefore;
    if (cost !== undefined) state.costBefore = total;
    return {
      inputTokens: input,
      cachedInputTokens: cached,
      outputTokens: output,
      totalTokens: input + output,
      ...(cost === undefined ? {} : { costUsd: Math.max(0, cost) }),
      ...window,
    };
  }
  const sum = { input: 0, cached: 0, output: 0, thinking: 0, cost: 0 };
  for (const model of Object.values(since)) {
    const cached = model.cacheReadInputTokens ?? 0;
    sum.input += (model.inputTokens ?? 0) + (model.cacheCreationInputTokens ?? 0) + cached;
    sum.cached += cached;
    sum.output += model.outputTokens ?? 0;
    sum.thinking += model.thinkingTokens ?? 0;
    sum.cost += model.costUSD ?? 0;
  }
  return {
    inputTokens: sum.input,
    cachedInputTokens: sum.cached,
    outputTokens: sum.output,
    reasoningTokens: sum.thinking,
    totalTokens: sum.input + sum.output,
    costUsd: sum.cost,
    ...window,
  };
}

function windowOf(state: MapState, usages: ModelUsages): number | undefined {
  if (!usages) return undefined;
  const own = state.model === undefined ? undefined : usages[state.model];
  return (own ?? Object.values(usages)[0])?.contextWindow || undefined;
}

function outcomeOf(state: MapState, result: ResultMessage): Outcome {
  const queue = { queued: result.queued_turn_count ?? 0, taken: result.user_message_uuids ?? [] };
  const failed = result.is_error === true || result.subtype !== "success";
  if (!failed) {
    const text = result.result ?? state.lastText;
    return { status: "completed", text, output: result.structured_output, ...queue };
  }
  if (/^aborted/.test(result.terminal_reason ?? "")) return { status: "interrupted", text: state.lastText, ...queue };
  return { status: "failed", text: state.lastText, ...failureOf(state, result), ...queue };
}

/**
 * Ends the turn's story: what is still open ends as the turn did, then `turn.finished`. Says nothing the second time.
 * @returns the events to tell.
 */
export function finishTurn(
  state: MapState,
  end: { status: Outcome["status"]; error?: string | undefined },
): EventInput[] {
  if (state.finished) return [];
  state.finished = true;
  const out: Mapped = { events: [], calls: [] };
  if (!state.started) {
    state.started = true;
    out.events.push({ type: "turn.started", turnId: state.turnId, runner: "claude" });
  }
  const streamed = new Map([...state.blocks.values()].map((block) => [block.itemId, block.text]));
  for (const [itemId, item] of [...state.open])
    finish(state, out, itemId, closed(item, streamed.get(itemId), end.status));
  out.events.push({
    type: "turn.finished",
    turnId: state.turnId,
    status: end.status,
    ...(end.error === undefined ? {} : { error: end.error }),
    usage: usageSoFar(state),
  });
  return out.events;
}

/** An item that its turn left behind: the text as far as it came. A plan is what it is. */
function closed(item: Item, text: string | undefined, turn: Outcome["status"]): Item {
  if (item.kind === "plan") return { ...item, status: "completed" };
  const status = turn === "interrupted" ? "canceled" : turn === "failed" ? "failed" : "completed";
  if (item.kind === "message" || item.kind === "reasoning") return { ...item, text: text ?? item.text, status };
  // A tool without a result did not complete, whatever became of the turn.
  return { ...item, status: status === "completed" ? "canceled" : status };
}
