/** A part of a markdown text that stands for itself. */
export interface MarkdownBlock {
  text: string;
  /** Place in the whole text: the same while the text grows. */
  at: number;
  /** A code block: its language and lines, and whether its end was written. */
  fence?: { language: string; code: string; closed: boolean };
}

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`\n]*$/;
/** Begins an entry of a list that is not inside of another. */
const ENTRY = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;
/** A list without empty lines is cut at an entry once it is this long, in UTF-16 units. */
const LONG_LIST = 2048;

/**
 * Cuts a markdown text into parts that can be shown one by one: at empty lines, around code blocks, and in long lists. All
 * but the last stay as they are while the text grows, so that each is read once.
 */
export function markdownBlocks(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let start = 0;
  const cut = (end: number, fence?: MarkdownBlock["fence"]) => {
    const part = text.slice(start, end);
    if (fence || part.trim() !== "") blocks.push({ text: part, at: start, ...(fence && { fence }) });
    start = end;
  };
  let at = 0;
  let wasEmpty = false;
  while (at < text.length) {
    const next = lineEnd(text, at);
    const line = text.slice(at, next).trimEnd();
    const mark = FENCE.exec(line);
    if (mark) {
      cut(at);
      const end = fenceEnd(text, next, mark[1] ?? "");
      cut(end.after, { language: mark[2] ?? "", code: text.slice(next, end.code), closed: end.closed });
      at = end.after;
      wasEmpty = false;
      continue;
    }
    // An indented line goes on with what stands above, whatever is between.
    if (wasEmpty && !/^[ \t]/.test(line) && line !== "") cut(at);
    else if (at - start > LONG_LIST && ENTRY.test(line)) cut(at);
    wasEmpty = line === "";
    at = next;
  }
  cut(text.length);
  return blocks;
}

/** Where the line that begins here ends, its newline included. */
function lineEnd(text: string, at: number): number {
  const nl = text.indexOf("\n", at);
  return nl < 0 ? text.length : nl + 1;
}

function fenceEnd(text: string, from: number, mark: string): { code: number; after: number; closed: boolean } {
  const close = new RegExp(`^ {0,3}${mark[0] === "~" ? "~" : "`"}{${mark.length},}[ \\t]*\\r?\\n?$`);
  for (let at = from; at < text.length; ) {
    const next = lineEnd(text, at);
    if (close.test(text.slice(at, next))) return { code: at, after: next, closed: true };
    at = next;
  }
  return { code: text.length, after: text.length, closed: false };
}

/** True where the parts of a text need each other: a link or note that is explained elsewhere in it. */
export function hasReferences(text: string): boolean {
  return /^ {0,3}\[[^\]\n]{1,200}\]:/m.test(text);
}

/** Characters of markup beyond which a part is shown as it is written: markdown makes an element of every word it likes. */
const MARKS_MAX = 600;

export function isDense(text: string): boolean {
  let marks = 0;
  for (const _ of text.matchAll(/[*_`[\]|<>~]/g)) if (++marks > MARKS_MAX) return true;
  return false;
}
