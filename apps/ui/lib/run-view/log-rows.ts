import { sgrAfter } from "./sgr.ts";
import { stripEscapes } from "./strip-escapes.ts";
import { overwrites, terminalLine } from "./terminal-line.ts";

/** One visual row of a log: a line, or a piece of a line that is too long for one. */
export interface LogRow {
  /** Byte offset of its first byte, and of the byte after its last (its newline included). */
  offset: number;
  end: number;
  /** As it was printed; of a long line that overwrites itself what a terminal would show. */
  text: string;
  /** Colours in force at its start. */
  sgr: string;
  /** No newline follows yet: the next bytes go on in this line. */
  open: boolean;
  /** It goes on a line that began in an earlier row. */
  piece: boolean;
}

/** Longest visual row, in UTF-16 units. */
export const ROW_CHARS = 4096;

const encoder = new TextEncoder();
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

/**
 * Adds a slice to rows that end where it begins. Returns a new array; the last row is replaced when its line goes on.
 * @param offset byte offset of the slice. @param end byte offset after it (masked bytes keep their number, so it is the
 * sum of the text's bytes; where an invalid byte made them differ, the slice's own end wins for the last row).
 */
export function appendRows(rows: readonly LogRow[], text: string, offset: number, end: number): LogRow[] {
  const out = rows.slice();
  const last = out.at(-1);
  const joins = last?.open === true && last.end === offset;
  let at = joins && last ? last.offset : offset;
  let rest = joins && last ? last.text + text : text;
  let sgr = joins && last ? last.sgr : last && last.end === offset ? sgrAfter(last.sgr, last.text) : "";
  let piece = joins && last ? last.piece : false;
  // What `rest` begins with may be shorter than the bytes it stands for.
  let known = joins && last ? { chars: last.text.length, bytes: last.end - last.offset } : { chars: 0, bytes: 0 };
  if (joins) out.pop();
  while (rest.length > 0) {
    const nl = rest.indexOf("\n");
    const shown = piece ? undefined : collapsed(rest.slice(0, nl < 0 ? rest.length : nl), sgr);
    if (shown !== undefined) {
      const lineEnd = nl < 0 ? rest.length : nl + 1;
      const bytes = known.bytes + utf8Length(rest.slice(known.chars, lineEnd));
      out.push({ offset: at, end: at + bytes, text: shown, sgr, open: nl < 0, piece });
      sgr = sgrAfter(sgr, shown);
      at += bytes;
      piece = false;
      known = { chars: 0, bytes: 0 };
      rest = rest.slice(lineEnd);
      continue;
    }
    const line = nl >= 0 && nl <= ROW_CHARS;
    let cut = line ? nl : Math.min(rest.length, ROW_CHARS);
    if (!line && cut < rest.length && isHigh(rest.charCodeAt(cut - 1))) cut -= 1;
    const content = rest.slice(0, cut);
    const bytes = known.bytes + utf8Length(content.slice(known.chars)) + (line ? 1 : 0);
    known = { chars: 0, bytes: 0 };
    const full = !line && cut >= ROW_CHARS - 1;
    out.push({ offset: at, end: at + bytes, text: content, sgr, open: !line && !full, piece });
    sgr = sgrAfter(sgr, content);
    at += bytes;
    piece = !line;
    rest = rest.slice(cut + (line ? 1 : 0));
  }
  const newest = out.at(-1);
  if (newest && newest.end !== end) out[out.length - 1] = { ...newest, end: Math.max(newest.offset, end) };
  return out;
}

/** What is left to see of a long line that overwrites itself (a progress bar), where that fits into one row. */
function collapsed(line: string, sgr: string): string | undefined {
  if (line.length < ROW_CHARS - 1 || !overwrites(line)) return;
  const shown = terminalLine(stripEscapes(line), sgr, { cursor: true });
  return shown.length < ROW_CHARS - 1 ? shown : undefined;
}

const TROUBLE = /\b(?:error|errors|failed|failure|fatal|panic(?:ked)?|exception|traceback|FAIL)\b|✖|✗/i;
const HARMLESS = /\b(?:0|no) (?:errors?|failures?|failed)\b/i;

/** A row that a reader looking for what went wrong wants to see. A guess by words, and called one. */
export function looksLikeError(text: string): boolean {
  return TROUBLE.test(text) && !HARMLESS.test(text);
}
