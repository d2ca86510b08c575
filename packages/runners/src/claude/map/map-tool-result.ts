import type { Item } from "@codex-toolloop/protocol";
import { z } from "zod";
import { mapPlan } from "./map-plan.ts";
import { finish, type Mapped, type MapState, type ToolUse } from "./map-state.ts";
import { EDIT_TOOLS, PLAN_TOOLS, shortPath, toolItem } from "./map-tool-use.ts";
import { diffOfNewFile, diffOfPart, diffOfPatch, StructuredPatch } from "./unified-diff.ts";
import type { Block, UserMessage } from "./upstream.ts";

type Status = "completed" | "failed" | "declined" | "canceled";
interface Result {
  status: Status;
  text: string;
  /** What the tool gave its own caller, structured; a text where it failed. */
  value: unknown;
}

/** Results of tools, and what Claude adds to the conversation itself. */
export function mapUser(state: MapState, upstream: UserMessage, out: Mapped): void {
  const { content } = upstream.message;
  // What we said ourselves is in the transcript already.
  if (upstream.isReplay) return;
  for (const block of typeof content === "string" ? [{ type: "text", text: content }] : content) {
    if (block.type === "text") tellText(out, block.text ?? "");
    if (block.type !== "tool_result" || !block.tool_use_id) continue;
    const meta = upstream.tool_result_meta?.find((m) => m.id === block.tool_use_id);
    const refused = meta?.permission_decision?.decision === "reject";
    const stopped = meta?.non_execution_kind === "user-rejected" && !meta.permission_decision;
    const status = refused ? "declined" : stopped ? "canceled" : block.is_error ? "failed" : "completed";
    const value = upstream.tool_use_result;
    finishTool(state, out, block.tool_use_id, { status, text: textOf(block.content), value });
  }
}

/** A tool that the API ran itself (web search) gave its result. */
export function finishServerTool(state: MapState, out: Mapped, block: Block): void {
  const id = block.tool_use_id ?? "";
  const failed =
    block.is_error === true ||
    /error/.test(z.looseObject({ type: z.string() }).catch({ type: "" }).parse(block.content).type);
  if (state.open.has(id))
    finishTool(state, out, id, {
      status: failed ? "failed" : "completed",
      text: textOf(block.content),
      value: block.content,
    });
}

function finishTool(state: MapState, out: Mapped, id: string, result: Result): void {
  const use = state.tools.get(id) ?? { name: "tool", input: undefined };
  out.calls.push({ itemId: id, tool: use.name, phase: "result", value: result.value ?? result.text });
  if (PLAN_TOOLS.has(use.name) && result.status === "completed") mapPlan(state, out, use, result.value);
  else finish(state, out, id, { ...finishedItem(state, use, result), status: result.status });
  // A file change has no place for a reason; commands and tools carry theirs.
  if (EDIT_TOOLS.has(use.name) && (result.status === "failed" || result.status === "declined"))
    out.events.push({
      type: "notice",
      level: "warning",
      code: "edit_refused",
      message: `${use.name}: ${bare(result.text)}`,
    });
}

function finishedItem(state: MapState, use: ToolUse, result: Result): Item {
  const item = toolItem(state, use.name, use.input);
  if (item.kind === "command") return { ...item, ...commandEnd(result) };
  if (item.kind === "web_search") return { ...item, results: result.value ?? result.text };
  if (item.kind === "file_change" && EDIT_TOOLS.has(use.name)) {
    if (result.status !== "completed") return item;
    const change = fileChange(state, result.value);
    return change ? { ...item, changes: [change] } : item;
  }
  if (item.kind !== "tool_call") return item;
  if (result.status === "completed") return { ...item, result: result.text === "" ? result.value : result.text };
  return { ...item, error: bare(result.text) };
}

const Shell = z.looseObject({
  stdout: z.string(),
  stderr: z.string().catch(""),
  interrupted: z.boolean().catch(false),
  backgroundTaskId: z.string().optional().catch(undefined),
  returnCodeInterpretation: z.string().optional().catch(undefined),
});

/** Output and exit code of a shell command. The code is told as text where it is not 0, and is not told of what still runs. */
function commandEnd({ status, text, value }: Result): { output?: string; exitCode?: number } {
  // What an interrupted call "returns" is addressed to the model.
  if (status === "canceled") return {};
  const shell = Shell.safeParse(value);
  if (shell.success) {
    const { stdout, stderr, interrupted, backgroundTaskId, returnCodeInterpretation } = shell.data;
    const output = [stdout, stderr].filter((part) => part !== "").join("\n");
    const ended = status === "completed" && !interrupted && !backgroundTaskId && !returnCodeInterpretation;
    return { output: output === "" && backgroundTaskId ? text : output, ...(ended ? { exitCode: 0 } : {}) };
  }
  const [whole, code] = /^(?:Error: )?Exit code (\d+)\n?/.exec(text) ?? [];
  if (code === undefined || whole === undefined) return { output: text === NO_OUTPUT ? "" : bare(text) };
  return { output: text.slice(whole.length), exitCode: Number(code) };
}

const Written = z.looseObject({
  filePath: z.string(),
  type: z.string().optional(),
  content: z.string().optional(),
  structuredPatch: StructuredPatch.catch([]),
});
const Notebook = z.looseObject({
  notebook_path: z.string(),
  cell_id: z.string().optional(),
  new_source: z.string().catch(""),
  old_source: z.string().catch(""),
});

function fileChange(state: MapState, value: unknown): Extract<Item, { kind: "file_change" }>["changes"][number] | null {
  const written = Written.safeParse(value);
  if (written.success) {
    const path = shortPath(state, written.data.filePath);
    if (written.data.type === "create")
      return { path, change: "add", diff: diffOfNewFile(path, written.data.content ?? "") };
    // No hunks: nothing changed, or the file is too large for Claude to compare.
    const diff = diffOfPatch(path, written.data.structuredPatch);
    return { path, change: "update", ...(diff === undefined ? {} : { diff }) };
  }
  const notebook = Notebook.safeParse(value);
  if (!notebook.success) return null;
  const { cell_id, old_source, new_source } = notebook.data;
  const path = shortPath(state, notebook.data.notebook_path);
  return { path, change: "update", diff: diffOfPart(path, old_source, new_source, `cell ${cell_id ?? "(new)"}`) };
}

/** What Claude tells the model on its own account: that it was interrupted, say. */
function tellText(out: Mapped, text: string): void {
  const said = text.trim().replace(/^\[(.*)\]$/s, "$1");
  if (said !== "") out.events.push({ type: "notice", level: "info", message: said, code: "conversation" });
}

/** Text of a result: a string, or the text blocks of a list (a picture is named). */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return content == null ? "" : JSON.stringify(content);
  const Part = z.looseObject({ type: z.string(), text: z.string().optional() }).catch({ type: "?", text: undefined });
  return content
    .map((part) => Part.parse(part))
    .map((part) => part.text ?? `[${part.type}]`)
    .join("\n");
}

/** What the model is told of a command that printed nothing. */
const NO_OUTPUT = "(Bash completed with no output)";

const bare = (text: string) => text.replace(/^<tool_use_error>([\s\S]*)<\/tool_use_error>$/, "$1");
