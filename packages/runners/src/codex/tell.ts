import type { EventInput, Item } from "@codex-toolloop/protocol";
import type { TurnSink } from "../contract.ts";

/** Emits events, and records the tool calls among them. */
export function tell(sink: TurnSink, events: readonly EventInput[]): void {
  for (const event of events) {
    sink.emit(event);
    if (event.type !== "item.started" && event.type !== "item.finished") continue;
    const tool = toolOf(event.item);
    if (tool === undefined) continue;
    const phase = event.type === "item.started" ? "call" : "result";
    sink.toolCall({ itemId: event.itemId, tool, phase, value: event.item });
  }
}

/** The tool that an item stands for; undefined for what is only said. */
function toolOf(item: Item): string | undefined {
  switch (item.kind) {
    case "command":
      return "shell";
    case "file_change":
      return "apply_patch";
    case "plan":
      return "update_plan";
    case "web_search":
      return "web_search";
    case "tool_call":
      return item.server === undefined ? item.tool : `${item.server}.${item.tool}`;
    case "message":
    case "reasoning":
    case "error":
      return undefined;
    default: {
      const never: never = item;
      return never;
    }
  }
}
