import type { EventOf, PlacedEvent } from "@codex-toolloop/protocol";

/** Events that were put together to one: so many lines of the file, from its `offset` to its `end`. */
export type LoadedEvent = PlacedEvent & { merged?: number };

/** Most text of one merged event, in UTF-16 units. */
const TEXT_MAX = 64 * 1024;

/**
 * Puts neighbouring pieces of one item together: an agent writes thousands of them, which fold to the same and would push
 * everything before them out of what the browser holds. @param isKept those that stay as they are
 */
export function mergeDeltas(
  events: readonly LoadedEvent[],
  isKept: (e: LoadedEvent, i: number) => boolean,
): LoadedEvent[] {
  const out: LoadedEvent[] = [];
  let open: { first: EventOf<"item.delta">; parts: string[]; length: number; lines: number } | undefined;
  const close = () => {
    const last = out.at(-1);
    if (!open || !last || open.lines === 1) return;
    out[out.length - 1] = { ...last, event: { ...open.first, delta: open.parts.join("") }, merged: open.lines };
  };
  for (const [i, placed] of events.entries()) {
    const e = placed.event;
    const isPiece = !e.unknown && e.type === "item.delta" && !e.spilled && !isKept(placed, i);
    const last = out.at(-1);
    if (isPiece && open && last && joins(open.first, e) && open.length + e.delta.length <= TEXT_MAX) {
      open.parts.push(e.delta);
      open.length += e.delta.length;
      open.lines += placed.merged ?? 1;
      out[out.length - 1] = { ...last, end: placed.end };
      continue;
    }
    close();
    open = isPiece ? { first: e, parts: [e.delta], length: e.delta.length, lines: placed.merged ?? 1 } : undefined;
    out.push(placed);
  }
  close();
  return out;
}

function joins(a: EventOf<"item.delta">, b: EventOf<"item.delta">): boolean {
  return a.itemId === b.itemId && a.field === b.field && a.stepId === b.stepId;
}
