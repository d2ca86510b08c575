import type { EventInput } from "@codex-toolloop/protocol";
import type { TurnSink } from "@codex-toolloop/runners";

const NAMED = ["itemId", "approvalId", "turnId"] as const;

/**
 * A sink for one turn of several in a run. Vendors count from the start in every turn (`codex-3`, `item_0`), so each id gets
 * the turn's own prefix; a decision is handed to the agent without it.
 */
export function prefixedSink<S extends TurnSink>(sink: S, prefix: string): S {
  if (prefix === "") return sink;
  return {
    ...sink,
    emit: (event) => sink.emit(prefixed(event, prefix)),
    toolCall: (call) => sink.toolCall({ ...call, itemId: `${prefix}${call.itemId}` }),
  };
}

function prefixed(event: EventInput, prefix: string): EventInput {
  const ids = NAMED.flatMap((name) => {
    const id: unknown = name in event ? event[name as keyof EventInput] : undefined;
    return typeof id === "string" ? [[name, `${prefix}${id}`]] : [];
  });
  return { ...event, ...Object.fromEntries(ids) };
}
