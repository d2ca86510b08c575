import { sanitiseOutput } from "./sanitise.ts";
import type { Style } from "./style.ts";

/** What each line starts with, so that a person and a `grep` can tell them apart. */
export type Tag = "step" | "cmd" | "out" | "file" | "plan" | "ask" | "agent" | "you" | "note" | "run";

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

/** Many lines of text, each with the tag. */
export function block(style: Style, tag: Tag, text: string): string[] {
  return sanitiseOutput(text.replace(/\n+$/, ""), false)
    .split("\n")
    .map((line) => tagged(style, tag, line));
}
