import { TOKEN_RULES } from "./token-rules.ts";

/** Prefixes that say enough by themselves; the others are too short to be more than chance. */
const PREFIXES = TOKEN_RULES.flatMap((rule) => (rule.back ? [] : rule.anchors))
  .filter((anchor) => anchor.length >= 4 || ["sk-", "eyj", "hf_", "xox"].includes(anchor))
  .map((anchor) => anchor.replace(/[^a-z0-9_]/g, "\\$&"));
const REACH = 512;
const OPEN = new RegExp(`(?<![A-Za-z0-9])(?:${PREFIXES.join("|")})[A-Za-z0-9_.+/=-]{0,${REACH}}$`, "i");

/**
 * Where a token begins that the end of a text cuts off, too short yet for its rule; the text's length where none does.
 * For texts that grow while they are read.
 */
export function openTail(text: string): number {
  const from = Math.max(0, text.length - REACH);
  const found = OPEN.exec(text.slice(from));
  return found ? from + found.index : text.length;
}
