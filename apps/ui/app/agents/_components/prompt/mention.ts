/** The `@path` that ends at the caret: where it begins, and what of the path is typed. Null where there is none. Pure. */
export function mentionAt(text: string, caret: number): { from: number; q: string } | null {
  const found = /(?:^|[\s(["'`])@([^\s@"'`()]*)$/.exec(text.slice(0, caret));
  if (!found) return null;
  const q = found[1] ?? "";
  return { from: caret - q.length - 1, q };
}

/** The text with that mention completed, and where the caret goes. A folder's mention goes on; a file's ends with a space. */
export function complete(text: string, caret: number, from: number, path: string): { text: string; caret: number } {
  const word = `@${path}${path.endsWith("/") ? "" : " "}`;
  return { text: `${text.slice(0, from)}${word}${text.slice(caret).replace(/^ /, "")}`, caret: from + word.length };
}
