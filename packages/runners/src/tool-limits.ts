import type { EventInput, Sandbox, ToolKind } from "@codex-toolloop/protocol";

/** Kinds of tools that are withheld and that a step can do all the same, by the commands that it may run. */
export function reachedByCommands(tools: readonly ToolKind[], sandbox: Sandbox): ToolKind[] {
  if (!tools.includes("shell")) return [];
  const reach: ToolKind[] = ["read", "search"];
  if (sandbox !== "read-only") reach.push("edit");
  if (sandbox === "full-access") reach.push("web");
  return reach.filter((kind) => !tools.includes(kind));
}

/**
 * What is told where an allowlist of tools does not hold as a whole; nothing where it does.
 * @param partial what is there although it is left out. @param remarks what needs only to be known.
 */
export function toolsPartial(partial: readonly string[], remarks: readonly string[] = []): EventInput[] {
  const message = [...partial, ...remarks].join(" ");
  if (message === "") return [];
  return [{ type: "notice", level: partial.length > 0 ? "warning" : "info", code: "tools_partial", message }];
}

/** The sentence for what `reachedByCommands` finds. */
export function sayReached(kinds: readonly ToolKind[]): string[] {
  if (kinds.length === 0) return [];
  return [`This step may run commands, and by them do what it has no tools for: ${kinds.join(", ")}.`];
}
