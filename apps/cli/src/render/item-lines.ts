import type { Item } from "@codex-toolloop/protocol";
import { cutTo, sanitiseText, visibleLength } from "./sanitise.ts";
import type { Style } from "./style.ts";
import { block, outputLines, type Tag, tagged } from "./tagged.ts";

/** In front of a command: `[cmd] $ `. */
const COMMAND_LEAD = 8;
/** In front of a tool: `[cmd] `. */
const TOOL_LEAD = 6;
/** In front of what a person said: `[you] `. */
const YOU_LEAD = 6;

/** A finished item as whole lines, sanitised. @param columns of the terminal. */
export function itemLines(item: Item, style: Style, columns: number): string[] {
  const line = (tag: Tag, text: string) => [tagged(style, tag, text)];
  switch (item.kind) {
    case "message":
      // Who said it knows it; the transcript has the whole.
      return item.role === "user"
        ? line("you", firstLine(item.text, columns - YOU_LEAD))
        : block(style, "agent", item.text);
    case "reasoning":
      return block(style, "agent", item.text).map((l) => style.dim(l));
    case "command": {
      // A step's command has its output in output.log, told as it came, and its exit code in step.finished.
      if (item.logStart !== undefined) return [];
      const code = item.exitCode ? line("cmd", style.red(`exit code ${item.exitCode}`)) : [];
      return [...(item.output ? outputLines(item.output, style) : []), ...code];
    }
    case "file_change":
      return item.changes.map((c) => tagged(style, "file", `${CHANGE[c.change]} ${sanitiseText(c.path)}`));
    case "tool_call": {
      const name = [item.server, item.tool].filter((s) => s !== undefined).join(".");
      const failed = item.error === undefined ? "" : style.red(`: ${sanitiseText(item.error)}`);
      const about = mainInput(item.input);
      return line(
        "cmd",
        `${cutTo(sanitiseText(about === "" ? name : `${name} ${about}`), columns - TOOL_LEAD)}${failed}`,
      );
    }
    case "plan":
      return planLines(item, style);
    case "web_search":
      return line("cmd", `search: ${sanitiseText(item.query)}`);
    case "error":
      return line("note", style.red(sanitiseText(item.message)));
    default:
      return item satisfies never;
  }
}

/** What a tool was called with, in a word: the first text of its input. */
function mainInput(input: unknown): string {
  if (typeof input === "string") return input;
  if (typeof input !== "object" || input === null) return "";
  return Object.values(input).find((value) => typeof value === "string") ?? "";
}

/** Each step of a plan with a box to tick. */
export function planLines(plan: Extract<Item, { kind: "plan" }>, style: Style): string[] {
  return plan.steps.map((s) => tagged(style, "plan", `${MARK[s.status]} ${sanitiseText(s.text)}`));
}

/** `[cmd] $ npm test`. */
export function commandLine(command: string, style: Style, columns: number): string {
  return tagged(style, "cmd", style.cyan(`$ ${firstLine(command, columns - COMMAND_LEAD)}`));
}

const CHANGE = { add: "A", delete: "D", update: "M" } as const;
const MARK = { pending: "[ ]", in_progress: "[>]", completed: "[x]" } as const;

/**
 * A command, or what a person said, on one line. Where it does not fit: its first line, and how many follow, for a script given as an argument may
 * be pages long. A line break shows as ⏎, for with a space in its place it would be another command.
 */
function firstLine(text: string, columns: number): string {
  const [first = "", ...more] = text.trim().split(/\r?\n/).map(sanitiseText);
  const whole = [first, ...more].join("⏎");
  if (more.length === 0 || visibleLength(whole) <= columns) return cutTo(whole, columns);
  const rest = `⏎… (${more.length} more ${more.length === 1 ? "line" : "lines"})`;
  return cutTo(first, columns - rest.length) + rest;
}
