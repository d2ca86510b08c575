import type { Item } from "@codex-toolloop/protocol";

/** A few words for an item, as lists and marks show it. */
export function itemLabel(item: Item): string {
  const text = labelOf(item).replace(/\s+/g, " ").trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function labelOf(item: Item): string {
  switch (item.kind) {
    case "message":
    case "reasoning":
      return item.text.slice(0, 200) || item.kind;
    case "command":
      return item.command.slice(0, 200) || "command";
    case "file_change":
      return item.changes
        .map((c) => c.path)
        .slice(0, 3)
        .join(", ");
    case "tool_call":
      return item.server ? `${item.server} ${item.tool}` : item.tool;
    case "plan":
      return `plan: ${item.steps.filter((s) => s.status === "completed").length} of ${item.steps.length} done`;
    case "web_search":
      return item.query.slice(0, 200);
    case "error":
      return item.message.slice(0, 200);
    default:
      return item satisfies never;
  }
}
