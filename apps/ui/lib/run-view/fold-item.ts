import type { EventOf, Item, PlacedEvent, Spilled } from "@codex-toolloop/protocol";
import type { ItemBlock } from "./block.ts";

type ItemEvent = EventOf<"item.started"> | EventOf<"item.updated"> | EventOf<"item.finished"> | EventOf<"item.delta">;

/** What a delta of an item says of the item when its beginning is not loaded. */
function guess(field: EventOf<"item.delta">["field"]): Item {
  if (field === "output") return { kind: "command", command: "" };
  if (field === "input") return { kind: "tool_call", tool: "" };
  return { kind: "message", role: "assistant", text: "" };
}

/** Most of a live command's output that is kept, in UTF-16 units: its end; the aggregate replaces it. */
const OUTPUT_MAX = 256 * 1024;

function withOutput(output: string, delta: string): string {
  const next = output + delta;
  return next.length > OUTPUT_MAX * 1.25 ? next.slice(-OUTPUT_MAX) : next;
}

function withDelta(item: Item, field: EventOf<"item.delta">["field"], delta: string): Item {
  switch (item.kind) {
    case "message":
    case "reasoning":
      return field === "text" ? { ...item, text: item.text + delta } : item;
    case "command":
      return field === "output" ? { ...item, output: withOutput(item.output ?? "", delta) } : item;
    case "tool_call": {
      if (field === "input") return { ...item, input: (typeof item.input === "string" ? item.input : "") + delta };
      if (field === "output") return { ...item, result: (typeof item.result === "string" ? item.result : "") + delta };
      return item;
    }
    case "file_change":
    case "plan":
    case "web_search":
    case "error":
      return item;
    default:
      return item satisfies never;
  }
}

/** A later snapshot replaces an earlier one; what it leaves out (output that came as deltas, say) stays. */
function merged(before: Item, after: Item): Item {
  return before.kind === after.kind ? ({ ...before, ...after } as Item) : after;
}

function mergedSpills(before: Spilled[], after: Spilled[] | undefined): Spilled[] {
  if (!after || after.length === 0) return before;
  return [...before.filter((b) => !after.some((a) => a.field === b.field)), ...after];
}

/** One item event onto its block (undefined: the first that is loaded). Never changes its arguments. */
export function foldItem(before: ItemBlock | undefined, placed: PlacedEvent, e: ItemEvent): ItemBlock {
  const start: ItemBlock = before ?? {
    type: "item",
    key: `i:${e.itemId}`,
    offset: placed.offset,
    lastOffset: placed.offset,
    at: e.at,
    stepId: e.stepId,
    itemId: e.itemId,
    item: e.type === "item.delta" ? guess(e.field) : e.item,
    active: true,
    // An update or an end holds the whole item; a piece of one does not.
    continued: e.type === "item.delta",
    streaming: false,
    spilled: [],
  };
  const next: ItemBlock = { ...start, lastOffset: placed.offset, spilled: mergedSpills(start.spilled, e.spilled) };
  if (e.type === "item.delta") {
    const item = withDelta(next.item, e.field, e.delta);
    const isArgument = e.field === "input" && item === next.item;
    const argument = isArgument ? (next.argument ?? "") + e.delta : next.argument;
    return { ...next, item, argument, active: true, streaming: true };
  }
  next.argument = undefined;
  next.item = before ? merged(before.item, e.item) : e.item;
  if (e.type === "item.started") return { ...next, active: e.item.status !== "completed" };
  if (e.type === "item.updated") return next;
  return { ...next, active: false, streaming: false, waits: false, finishedAt: e.at };
}
