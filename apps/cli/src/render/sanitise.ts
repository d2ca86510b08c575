/**
 * Text from runs may hold anything a program printed. A terminal would obey it (move the cursor, set the title, answer
 * on our standard input), so only colours pass, and only where colours are wanted.
 */

/** String controls with their payload (OSC, DCS, SOS, PM, APC; 7 and 8 bit), ended by BEL, ST, or the end of the text. */
const STRINGS = /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|(?=\x1b)|$)/g;
/** Control sequences; the group is the final byte. */
const CSI = /(?:\x1b\[|\x9b)([0-?]*)([ -/]*)([@-~])/g;
/** Any other escape: a designator and its final byte, or a sequence cut off by the end of the text. */
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*|[ -/]*[0-~])?/g;
/** Control characters except tab and newline; line and paragraph separators; what reorders text on screen. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;
const SGR = /\x1b\[[0-9;:]*m/g;
const RESET = "\x1b[0m";

/**
 * Many lines of output. Newlines and tabs stay; a carriage return starts the line anew, as it would on screen.
 * @param colours keep SGR sequences, and end each line that used one with a reset.
 */
export function sanitiseOutput(text: string, colours: boolean): string {
  return text
    .split("\n")
    .map((line) => sanitiseLine(afterCarriageReturns(line), colours))
    .join("\n");
}

/** A title, path or message on one line: every control sequence goes, newlines become spaces. */
export function sanitiseText(text: string): string {
  return sanitiseLine(text.replace(/\s*[\r\n]+\s*/g, " "), false);
}

function sanitiseLine(line: string, colours: boolean): string {
  // Marks stand for kept colours while all else is removed; a mark in the text itself is a control character and went.
  const kept: string[] = [];
  const marked = line
    .replace(/[\x00\x01]/g, "")
    .replace(STRINGS, "")
    .replace(CSI, (_all, params: string, between: string, final: string) => {
      if (!colours || final !== "m" || between !== "" || !/^[0-9;:]*$/.test(params)) return "";
      kept.push(`\x1b[${params}m`);
      return "\x00";
    });
  let next = 0;
  const clean = marked
    .split("\x00")
    .map((part) => part.replace(ESCAPES, "").replace(CONTROLS, ""))
    .reduce((all, part) => all + (kept[next++] ?? "") + part);
  return kept.length > 0 ? clean + RESET : clean;
}

function afterCarriageReturns(line: string): string {
  if (!line.includes("\r")) return line;
  const parts = line.split("\r").filter((p) => p.trim() !== "");
  return parts.at(-1) ?? "";
}

/** One JSON value on one line, with the control characters escaped that JSON itself lets through. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Columns that a sanitised line takes: code points without colours (wide characters count as one; good enough for tables). */
export function visibleLength(text: string): number {
  return [...text.replace(SGR, "")].length;
}

/** Cuts a plain line to `columns`, with an ellipsis. */
export function cutTo(text: string, columns: number): string {
  const points = [...text];
  return points.length <= columns ? text : `${points.slice(0, Math.max(0, columns - 1)).join("")}…`;
}
