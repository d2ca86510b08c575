import { createTwoFilesPatch } from "diff";

/** Beyond this many changed lines two texts have nothing to do with each other; and nobody waits longer, in milliseconds. */
const MOST_EDITS = 3000;
const PATIENCE_MS = 500;

/** How the second text differs from the first, as a unified diff; null where they differ too much to be told line by line. */
export function textDiff(a: string, b: string): string | null {
  const options = { context: 3, maxEditLength: MOST_EDITS, timeout: PATIENCE_MS };
  return createTwoFilesPatch("a", "b", a, b, "", "", options) ?? null;
}
