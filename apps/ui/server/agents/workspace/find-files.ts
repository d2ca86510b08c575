/**
 * Of these paths those that fit what was typed, best first: in the name before elsewhere, as it was typed before with gaps,
 * short before long. Case is ignored; nothing typed fits everything.
 */
export function findFiles(paths: readonly string[], typed: string, limit: number): string[] {
  const q = typed.toLowerCase();
  const scored: { path: string; score: number }[] = [];
  for (const path of paths) {
    const score = scoreOf(path.toLowerCase(), q);
    if (score !== undefined) scored.push({ path, score });
  }
  scored.sort((a, b) => a.score - b.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return scored.slice(0, Math.max(0, limit)).map(({ path }) => path);
}

/** Lower is better; undefined where it does not fit. */
function scoreOf(path: string, q: string): number | undefined {
  if (q === "") return 0;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === q) return 0;
  if (name.startsWith(q)) return 1;
  if (name.includes(q)) return 2;
  if (path.includes(q)) return 3;
  if (isWithin(name, q)) return 4;
  return isWithin(path, q) ? 5 : undefined;
}

/** All characters of `q`, in their order. */
function isWithin(text: string, q: string): boolean {
  let at = -1;
  for (const character of q) {
    at = text.indexOf(character, at + 1);
    if (at < 0) return false;
  }
  return true;
}
