import { type AnyEvent, formatDuration, type Item, type RunEvent } from "@codex-toolloop/protocol";
import { cutTo, sanitiseOutput, sanitiseText, visibleLength } from "./sanitise.ts";
import { type Style, styledStatus } from "./style.ts";

/** What each line starts with, so that a person and a `grep` can tell them apart. */
export type Tag = "step" | "cmd" | "out" | "file" | "note" | "run" | "text";

/** Where there is no terminal to ask. */
const COLUMNS = 200;
/** In front of a command: `[cmd] $ `. */
const COMMAND_LEAD = 8;

/** `[tag] text`, the tag dimmed. */
export function tagged(style: Style, tag: Tag, text: string): string {
  return `${style.dim(`[${tag}]`)} ${text}`;
}

/** The tail of output.log as `[out]` lines; `text` ends at a line border. */
export function outputLines(text: string, style: Style): string[] {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  if (text === "") return [];
  return sanitiseOutput(body, style.colours)
    .split("\n")
    .map((line) => tagged(style, "out", line));
}

/**
 * What one event looks like in a terminal, as whole lines. Everything that came from the run is sanitised here.
 * `step.progress`, deltas and plans make no lines: the progress bar shows the first, the finished item the others.
 * @param columns of the terminal; a command is cut to them.
 */
export function eventLines(event: AnyEvent, style: Style, columns = COLUMNS): string[] {
  if (event.unknown) return [tagged(style, "note", style.dim(`${sanitiseText(event.type)} (unknown to this version)`))];
  const line = (tag: Tag, text: string) => [tagged(style, tag, text)];
  switch (event.type) {
    case "run.started":
      return line("run", `started ${style.bold(sanitiseText(event.workflow))}${inWorkspace(event.workspace)}`);
    case "run.finished":
      return line("run", finished(style, event));
    case "item.started":
      return event.item.kind === "command"
        ? line("cmd", style.cyan(`$ ${commandText(event.item.command, columns - COMMAND_LEAD)}`))
        : [];
    case "step.started":
      return line("step", stepStarted(event, style));
    case "step.finished":
      return line("step", stepFinished(event, style));
    case "item.finished":
      return itemLines(event.item, style);
    case "diff.updated":
      return line("file", `changes${event.files === undefined ? "" : ` in ${event.files} files`}`);
    case "iteration.started":
      return line("step", `iteration ${event.iteration}${event.max === undefined ? "" : ` of ${event.max}`}`);
    case "approval.requested":
      return line("note", style.yellow(`waits for approval: ${sanitiseText(event.title)}`));
    case "approval.resolved":
      return line("note", `approval: ${sanitiseText(event.decision)}`);
    case "notice":
      return line("note", noticeText(event.level, sanitiseText(event.message), style));
    case "run.planned":
    case "step.progress":
    case "turn.started":
    case "turn.finished":
    case "item.updated":
    case "item.delta":
    case "usage.updated":
      return [];
    default:
      return event satisfies never;
  }
}

type Of<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

function inWorkspace(workspace: string | undefined): string {
  return workspace === undefined ? "" : ` in ${sanitiseText(workspace)}`;
}

function finished(style: Style, event: Of<"run.finished">): string {
  const took = event.durationMs === undefined ? "" : ` after ${formatDuration(event.durationMs)}`;
  const detail = event.detail === undefined ? "" : `: ${sanitiseText(event.detail)}`;
  return `${styledStatus(style, event.status)} (${sanitiseText(event.reason)})${took}${detail}`;
}

function stepStarted(event: Of<"step.started">, style: Style): string {
  const again = event.attempt > 1 ? style.yellow(` (attempt ${event.attempt})`) : "";
  return `${style.bold(sanitiseText(event.title))}${again}`;
}

function stepFinished(event: Of<"step.finished">, style: Style): string {
  const ended =
    event.signal != null ? `, ${sanitiseText(event.signal)}` : event.exitCode ? `, exit code ${event.exitCode}` : "";
  const detail = event.detail === undefined ? "" : `: ${sanitiseText(event.detail)}`;
  const retry = event.willRetry ? style.yellow("; retrying") : "";
  const took = formatDuration(event.durationMs);
  return `${sanitiseText(event.stepId)} ${styledStatus(style, event.status)} (${took}${ended})${detail}${retry}`;
}

function noticeText(level: "info" | "warning" | "error", message: string, style: Style): string {
  if (level === "error") return style.red(message);
  return level === "warning" ? style.yellow(message) : message;
}

function itemLines(item: Item, style: Style): string[] {
  const line = (tag: Tag, text: string) => [tagged(style, tag, text)];
  const block = (tag: Tag, text: string) =>
    sanitiseOutput(text.replace(/\n+$/, ""), false)
      .split("\n")
      .map((l) => tagged(style, tag, l));
  switch (item.kind) {
    case "message":
      return block("text", item.text);
    case "reasoning":
      return block("text", item.text).map((l) => style.dim(l));
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
      return line("cmd", `${sanitiseText(name)}${failed}`);
    }
    case "plan":
      return item.steps.map((s) => tagged(style, "note", `${MARK[s.status]} ${sanitiseText(s.text)}`));
    case "web_search":
      return line("cmd", `search: ${sanitiseText(item.query)}`);
    case "error":
      return line("note", style.red(sanitiseText(item.message)));
    default:
      return item satisfies never;
  }
}

const CHANGE = { add: "A", delete: "D", update: "M" } as const;
const MARK = { pending: "[ ]", in_progress: "[>]", completed: "[x]" } as const;

/**
 * A command on one line. Where it does not fit: its first line, and how many follow, for a script given as an argument may
 * be pages long. A line break shows as ⏎, for with a space in its place it would be another command.
 */
function commandText(command: string, columns: number): string {
  const [first = "", ...more] = command.trim().split(/\r?\n/).map(sanitiseText);
  const whole = [first, ...more].join("⏎");
  if (more.length === 0 || visibleLength(whole) <= columns) return cutTo(whole, columns);
  const rest = `⏎… (${more.length} more ${more.length === 1 ? "line" : "lines"})`;
  return cutTo(first, columns - rest.length) + rest;
}
