import { ASSIGNMENT_RULES } from "./assignment-rules.ts";
import { COMMAND_RULES } from "./command-rules.ts";
import { createLiteralScanner } from "./literal-scanner.ts";
import { KEY_MARK } from "./private-keys.ts";
import { TOKEN_RULES } from "./token-rules.ts";

const RULES = [...TOKEN_RULES, ...ASSIGNMENT_RULES, ...COMMAND_RULES];
const EXPRESSIONS = RULES.map((rule) => new RegExp(rule.pattern, rule.ignoreCase ? "iy" : "y"));
const ANCHORS = RULES.flatMap(({ anchors, back }, rule) => anchors.map((text) => ({ text, rule, back: back ?? 0 })));
const SCANNER = createLiteralScanner(ANCHORS.map((anchor) => anchor.text));

/** How many built-in rules there are; private key blocks are one. */
export const RULE_COUNT = RULES.length + 1;

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
    const expression = anchor && EXPRESSIONS[anchor.rule];
    if (!expression) return;
    const start = at - anchor.back;
    if (start < 0 || start < (until?.[anchor.rule] ?? 0)) return;
    expression.lastIndex = start;
    const found = expression.exec(text);
    if (!found) return;
    const end = wordEnd(text, start + found[0].length);
    until ??= [];
    until[anchor.rule] = end;
    ranges.push(start + (found[1]?.length ?? 0), end);
  });
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
