import { ASSIGNMENT_RULES } from "./assignment-rules.ts";
import { COMMAND_RULES } from "./command-rules.ts";
import { createLiteralScanner } from "./literal-scanner.ts";
import { endsLine, NEXT_LINE_ANCHORS, NEXT_LINE_RULES } from "./next-line-rules.ts";
import { KEY_MARK } from "./private-keys.ts";
import type { Rule } from "./rule.ts";
import { TOKEN_RULES } from "./token-rules.ts";

const LINE_RULES = [...TOKEN_RULES, ...ASSIGNMENT_RULES, ...COMMAND_RULES];
const compile = ({ pattern, ignoreCase }: Rule) => new RegExp(pattern, ignoreCase ? "iy" : "y");
const EXPRESSIONS = LINE_RULES.map(compile);
const NEXT_LINE_EXPRESSIONS = NEXT_LINE_RULES.map(compile);
/** Stands for all next-line rules: they share their anchors. */
const NEXT_LINE = -1;
const ANCHORS = [
  ...LINE_RULES.flatMap(({ anchors, back = 0 }, rule) => anchors.map((text) => ({ text, rule, back }))),
  ...NEXT_LINE_ANCHORS.map((text) => ({ text, rule: NEXT_LINE, back: 0 })),
];
const SCANNER = createLiteralScanner(ANCHORS.map((anchor) => anchor.text));

/** How many built-in rules there are; private key blocks are one. */
export const RULE_COUNT = LINE_RULES.length + NEXT_LINE_RULES.length + 1;

/** False: neither the built-in rules nor `findPrivateKeys` find anything. Allocates nothing. */
export function mayHoldSecrets(text: string): boolean {
  return SCANNER.holdsAny(text) || text.includes(KEY_MARK);
}

/**
 * Adds `[start, end)` pairs of what the built-in rules find; pairs may overlap.
 * @param text whole lines; latin1 views of bytes or any string.
 */
export function findBuiltinSecrets(text: string, ranges: number[]): void {
  /** Per rule: where its last match ended. */
  let until: number[] | undefined;
  SCANNER.scan(text, (literal, at) => {
    const anchor = ANCHORS[literal];
    if (!anchor) return;
    const { rule } = anchor;
    if (rule === NEXT_LINE) {
      if (endsLine(text, at + anchor.text.length)) findInNextLine(text, at, ranges);
      return;
    }
    const start = at - anchor.back;
    const expression = EXPRESSIONS[rule];
    if (!expression || start < 0 || start < (until?.[rule] ?? 0)) return;
    expression.lastIndex = start;
    const found = expression.exec(text);
    if (!found) return;
    const end = wordEnd(text, start + found[0].length);
    until ??= [];
    until[rule] = end;
    ranges.push(start + (found[1]?.length ?? 0), end);
  });
}

/** @param start where a name starts that ends its line. Its value may be such a name itself, so nothing is passed over. */
function findInNextLine(text: string, start: number, ranges: number[]): void {
  for (const expression of NEXT_LINE_EXPRESSIONS) {
    expression.lastIndex = start;
    const found = expression.exec(text);
    if (!found) continue;
    ranges.push(start + (found[1]?.length ?? 0), wordEnd(text, start + found[0].length));
    return;
  }
}

/** A match that ends inside a word goes on to the word's end: no rest of a long secret stays visible. */
function wordEnd(text: string, end: number): number {
  let at = end;
  while (at < text.length && isWord(text.charCodeAt(at))) at++;
  return at;
}

function isWord(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45 || c === 43;
}
