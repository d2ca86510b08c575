import { plainLog } from "./markdown.ts";

const ERROR =
  /(?<!-)\b(?:error|errors|failed|failure|fatal|panic(?:ked)?|exception|traceback|not ok|assert(?:ion)?|cannot find|not found|undefined reference|ERR!)\b|✗|✖|×|^\s*FAIL\b|^E\s{2,}/i;
/** Lines that only look like trouble. */
const FINE = /\b(?:0|no) (?:errors?|failed|failures?|warnings?)\b|\b(?:failed|errors?|failures?)\s*[:=]?\s*0\b/i;
/** A package manager or make repeating the command that it runs. */
const ECHO = /^\s*[>$] /;

const BEFORE = 3;
const AROUND = 30;
const END = 12;
const WHOLE = 45;
const LINE_MAX = 400;

/**
 * The part of a failed command's log that a person looks for first: the lines around the first error, and the end.
 * @param text the log as it was printed, escape sequences and all.
 */
export function logExcerpt(text: string): string {
  const lines = plainLog(text)
    .trimEnd()
    .split("\n")
    .map((l) => (l.length > LINE_MAX ? `${l.slice(0, LINE_MAX)} … (${l.length - LINE_MAX} more characters)` : l));
  if (lines.length <= WHOLE) return lines.join("\n").replace(/^\n+/, "");
  const first = lines.findIndex((l) => ERROR.test(l) && !FINE.test(l) && !ECHO.test(l));
  const endStart = lines.length - END;
  if (first === -1 || first >= endStart) return cut(lines, lines.length - WHOLE, lines.length);
  const from = Math.max(0, first - BEFORE);
  const to = from + AROUND;
  if (to >= endStart) return cut(lines, from, lines.length);
  return `${cut(lines, from, to)}\n${left(endStart - to)}\n${lines.slice(endStart).join("\n")}`;
}

function cut(lines: readonly string[], from: number, to: number): string {
  const head = from > 0 ? `${left(from)}\n` : "";
  return head + lines.slice(from, to).join("\n");
}

function left(n: number): string {
  return `… ${n} ${n === 1 ? "line" : "lines"} …`;
}
