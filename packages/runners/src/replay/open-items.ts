import type { EventInput, Item } from "@codex-toolloop/protocol";

/** What has begun and has not ended, as far as it came: for a replay that is cut short. */
export interface OpenItems {
  follow(event: EventInput): void;
  /** Ends for all of them, canceled where they are. */
  ends(): EventInput[];
}

export function openItems(): OpenItems {
  const open = new Map<string, Item>();
  return {
    follow(event) {
      if (event.type === "item.started" || event.type === "item.updated") open.set(event.itemId, { ...event.item });
      else if (event.type === "item.finished") open.delete(event.itemId);
      else if (event.type === "item.delta") {
        const item = open.get(event.itemId);
        if (item) append(item, event.field, event.delta);
      }
    },
    ends: () =>
      [...open].map(([itemId, item]) => ({ type: "item.finished", itemId, item: { ...item, status: "canceled" } })),
  };
}

function append(item: Item, field: "text" | "output" | "input", delta: string): void {
  if (field === "text" && (item.kind === "message" || item.kind === "reasoning")) item.text += delta;
  if (field === "output" && item.kind === "command") item.output = (item.output ?? "") + delta;
}
