/**
 * Finds the bodies of private key blocks. A line is judged by the lines before it alone, so the answer is the same
 * while a block is still being written, and a reader needs to look back no further than `KEY_BLOCK_BYTES`.
 */
export const KEY_BLOCK_BYTES = 32 * 1024;

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const RUN = /[A-Za-z0-9+/=]{16,}/;
const BODY_TAIL = /^[ \t]*[A-Za-z0-9+/=]{1,76}[ \t]*$/;
const MAX_FOREIGN_LINES = 4;

/** What every key block has in it: a cheap test before anything else. */
export const KEY_MARK = "-----BEGIN ";

/** Adds `[start, end)` pairs to `ranges`. @param text latin1, whole lines. */
export function findPrivateKeys(text: string, ranges: number[]): void {
  if (!text.includes(KEY_MARK)) return;
  BEGIN.lastIndex = 0;
  for (let found = BEGIN.exec(text); found; found = BEGIN.exec(text)) {
    const bodyStart = found.index + found[0].length;
    BEGIN.lastIndex = maskBlock(text, found.index, bodyStart, ranges);
  }
}

/** @returns where to look for the next block: behind everything that was looked at, so the whole is linear. */
function maskBlock(text: string, begin: number, bodyStart: number, ranges: number[]): number {
  const firstEnd = Math.min(lineEnd(text, bodyStart), bodyStart + KEY_BLOCK_BYTES);
  const rest = text.slice(bodyStart, firstEnd);
  const endHere = END.exec(rest);
  // One line with escaped line breaks, as JSON and environment files have it.
  if (endHere) {
    ranges.push(bodyStart, bodyStart + endHere.index);
    return bodyStart + endHere.index + endHere[0].length;
  }
  if (RUN.test(rest)) ranges.push(bodyStart, firstEnd);
  let foreign = 0;
  let at = firstEnd + 1;
  while (at < text.length && at - begin < KEY_BLOCK_BYTES && foreign < MAX_FOREIGN_LINES) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (line.includes(KEY_MARK)) return at;
    const closes = END.exec(line);
    if (closes) {
      if (RUN.test(line.slice(0, closes.index))) ranges.push(at, at + closes.index);
      return end;
    }
    const run = RUN.exec(line);
    const tail = !run && BODY_TAIL.test(line);
    if (run) ranges.push(at + run.index, end);
    else if (tail) ranges.push(at, end);
    foreign = run || tail || line.trim() === "" ? 0 : foreign + 1;
    at = end + 1;
  }
  return Math.min(at, text.length);
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) return i;
  }
  return text.length;
}
