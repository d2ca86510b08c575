import type { Rule } from "./rule.ts";
import {
  COLOUR,
  EQUALS,
  FIELD,
  FLAG_NAME,
  GAP,
  KEY_ANCHORS,
  NO_NUMBER,
  NO_VALUE,
  PASSWORD_NAME,
  QUOTE,
  REST,
  RETURN_SIGN,
  SCHEME,
  SECRET_NAME,
  SUFFIX,
  VALUE,
} from "./rule-parts.ts";

const raw = String.raw;

/** One line break, also escaped, as JSON in a log has it, or as the sign that stands for it where a text is one line. */
const BREAK = raw`(?:\r?\n|(?:\\{1,3}r)?\\{1,3}n|${RETURN_SIGN})`;
/** The mark of a diff, the indent, the dash of a list. */
const INDENT = raw`[+-]?[ \t]{0,120}(?:-[ \t]{1,4})?${COLOUR}`;
/** A word without quotes at the left margin is the next sentence rather than a value. */
const DEEPER = raw`[+-]?[ \t]{1,120}(?:-[ \t]{1,4})?${COLOUR}`;
/** Nothing but closing marks up to the end of the line, or of the string that the lines stand in. */
const END = raw`(?=${COLOUR}[ \t]{0,8}[,;)\]}]{0,4}[ \t]{0,8}(?:\\?[\r\n]|\\{1,3}[rn]|${RETURN_SIGN}|\\{0,3}["'\x60]|$))`;
const QUOTED = raw`(?:[^"'\x60\x00-\x1f\\\x7f]|(?!\2)["'\x60])`;

const NAME = `(?:${PASSWORD_NAME}|${SECRET_NAME})${SUFFIX}`;
/** The name ends its line: with a colon or an equals sign, a list that opens, or YAML's marks of a block. */
const OPEN = raw`${EQUALS}(?:[|>][-+0-9]{0,2}|[\[(\\])?${GAP}${BREAK}`;
const VALUE_FIELD = raw`${INDENT}${QUOTE}value${QUOTE}${GAP}[:=]${GAP}${QUOTE}`;

/** Whole names, one list for all of these rules: a text is asked once per name whether its line ends there. */
export const NEXT_LINE_ANCHORS: readonly string[] = [
  ..."password passwd passphrase passwort credential credentials cookie authorization".split(" "),
  ..."secret secretkey secretaccess secretaccesskey sharedaccesskey sharedaccesssignature token".split(" "),
  ...KEY_ANCHORS,
];
const next = (name: string, pattern: string): Rule => ({ name, anchors: NEXT_LINE_ANCHORS, pattern, ignoreCase: true });

/** Values in the line after the one that names them, as files and logs have them that were made to be read. */
export const NEXT_LINE_RULES: readonly Rule[] = [
  next(
    "next-quoted",
    raw`((?:${NAME}|cookie|authorization)${OPEN}${INDENT}\\{0,3}(["'\x60]))${NO_VALUE}(?!include|omit|same-origin)${QUOTED}{2,2048}(?=\\{0,3}\2${END})`,
  ),
  next(
    "next-bare",
    raw`((?:${NAME}|authorization)${OPEN}${DEEPER}(?:${SCHEME}[ \t]{1,4})?)(?!--|\*)${NO_VALUE}${NO_NUMBER}${VALUE}${REST}{3,1024}(?<!:)${END}`,
  ),
  next(
    "next-value",
    raw`((?:(?<=(?:name|key)${QUOTE}${GAP}[:=]${GAP}${QUOTE}[A-Za-z0-9_.-]{0,40})${FIELD}${SUFFIX}${QUOTE},?|${FIELD}${SUFFIX}${EQUALS}\{)${GAP}${BREAK}${VALUE_FIELD})(?![ \t$])[^"'\x60\x00-\x1f\\\x7f]{2,2048}`,
  ),
  next(
    "next-argument",
    raw`((?<=--?(?:[a-z]{1,12}-){0,2})${FLAG_NAME}(?:\\{0,3}["'],${GAP}${BREAK}[ \t]{0,120}\\{0,3}["']|["']?${GAP}${BREAK}[ \t]{0,120}-[ \t]{1,4}["']?|${GAP}\\${BREAK}[ \t]{0,120}["']?))(?![-$<])${VALUE}{3,1024}`,
  ),
  next("next-text", raw`((?<=<[A-Za-z0-9_.:-]{0,40})${FIELD}>${GAP}${BREAK}${DEEPER})[^<\x00-\x20\x7f]{3,1024}${END}`),
  next("next-element", raw`(${FIELD}<\/key>${GAP}${BREAK}[ \t]{0,120}<string>)[^<\x00-\x1f\x7f]{2,1024}(?=<\/)`),
];

const LONGEST_SUFFIX = 40;
const MOST_MARKS = 40;
/** What an ASCII character is at the end of a line: part of a name, a mark, a digit, an escape, or its end. */
const [MARK, LETTER, DIGIT, JOINT, ESCAPE, STOP] = [0, 1, 2, 3, 4, 5];
const KIND = Uint8Array.from({ length: 256 }, (_, c) => {
  const char = String.fromCharCode(c);
  if (/[a-zA-Z]/.test(char)) return LETTER;
  if (/[0-9]/.test(char)) return DIGIT;
  if (/[_.-]/.test(char)) return JOINT;
  if (char === "\x1b" || char === "<" || char === "\xe2") return ESCAPE;
  return char === "\n" || char === "\\" ? STOP : MARK;
});

/**
 * A cheap test before any of these rules: does the line end, but for marks, behind the name of which an anchor ends at
 * `end`? It may say yes too often, never no too often.
 */
export function endsLine(text: string, end: number): boolean {
  let i = end;
  if (isWord(text, i)) return false;
  for (const last = i + LONGEST_SUFFIX; i < last && (isWord(text, i) || KIND[text.charCodeAt(i)] === JOINT); ) i++;
  for (const last = i + MOST_MARKS; i < last; i++) {
    const kind = KIND[text.charCodeAt(i)];
    // An escape begins a colour, ends an element or begins the sign of a line break: the expressions know.
    if (kind === STOP || kind === ESCAPE) return true;
    if (kind === undefined) return i < text.length;
    if (kind === LETTER) return false;
    // The number of a YAML block.
    if (kind === DIGIT && !"|>+-".includes(text.charAt(i - 1))) return false;
  }
  return false;
}

function isWord(text: string, at: number): boolean {
  const kind = KIND[text.charCodeAt(at)];
  return kind === LETTER || kind === DIGIT;
}
