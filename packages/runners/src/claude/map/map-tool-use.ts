import type { Item } from "@codex-toolloop/protocol";
import { z } from "zod";
import { begin, type Mapped, type MapState } from "./map-state.ts";

/** Tools that change one file. */
export const EDIT_TOOLS: ReadonlySet<string> = new Set(["Edit", "MultiEdit", "NotebookEdit", "Write"]);
/** Tools whose calls are told as the plan, by what comes of them. */
export const PLAN_TOOLS: ReadonlySet<string> = new Set([
  "TaskCreate",
  "TaskUpdate",
  "TaskList",
  "TaskGet",
  "TodoWrite",
]);
const SEARCH_TOOLS: ReadonlySet<string> = new Set(["WebSearch", "web_search"]);

const text = z.string().optional().catch(undefined);
/** The arguments that we show; any may be absent while they are being written. */
const Input = z
  .looseObject({ command: text, file_path: text, notebook_path: text, query: text })
  .catch({ command: undefined, file_path: undefined, notebook_path: undefined, query: undefined });

/** A tool is called; its arguments may still be on their way (`input` undefined). */
export function beginTool(state: MapState, out: Mapped, id: string, name: string, input?: unknown): void {
  state.tools.set(id, { name, input });
  if (input !== undefined) out.calls.push({ itemId: id, tool: name, phase: "call", value: input });
  if (!PLAN_TOOLS.has(name)) begin(state, out, id, toolItem(state, name, input));
}

/** The arguments of a tool are whole. */
export function tellInput(state: MapState, out: Mapped, id: string, input: unknown): void {
  const use = state.tools.get(id);
  if (!use || use.input !== undefined) return;
  use.input = input;
  out.calls.push({ itemId: id, tool: use.name, phase: "call", value: input });
  if (!state.open.has(id)) return;
  const item = toolItem(state, use.name, input);
  state.open.set(id, item);
  out.events.push({ type: "item.updated", itemId: id, item });
}

/** What a call of a tool looks like before its result. */
export function toolItem(state: MapState, name: string, input: unknown): Item {
  const said = Input.parse(input ?? {});
  const status = "in_progress";
  if (name === "Bash") return { kind: "command", command: said.command ?? "", cwd: state.cwd, status };
  if (SEARCH_TOOLS.has(name)) return { kind: "web_search", query: said.query ?? "", status };
  if (EDIT_TOOLS.has(name)) {
    const path = said.file_path ?? said.notebook_path;
    // Whether a written file is new is known with the result.
    const change = name === "Write" ? "add" : "update";
    return { kind: "file_change", changes: path ? [{ path: shortPath(state, path), change }] : [], status };
  }
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  const who = server && tool ? { server, tool } : { tool: name };
  return { kind: "tool_call", ...who, ...(input === undefined ? {} : { input }), status };
}

/** A path as a person reads it: relative to the folder of the run where it is inside. */
export function shortPath(state: Pick<MapState, "cwd">, path: string): string {
  return path.startsWith(`${state.cwd}/`) ? path.slice(state.cwd.length + 1) : path;
}
