import type { RepoFiles } from "./repo-files.ts";
import { type SearchTerms, wordsOf } from "./search-terms.ts";

/** Files whose text is searched; the others are known by their paths alone. */
const SEARCHED_MAX = 500;
/** Above whatever words can give: the spec or an agent named the file. */
export const NAMED = 1_000_000;

/** How much each file has to do with the terms, by its path alone: cheap, also for 100,000 files. */
export function rankByPath(repo: RepoFiles, terms: SearchTerms): Map<string, number> {
  const named = [...terms.paths].map((path) => `/${path}`);
  const bases = new Set(named.map((path) => path.slice(path.lastIndexOf("/") + 1)));
  const rank = new Map<string, number>();
  for (const { path } of repo.files) {
    const base = path.slice(path.lastIndexOf("/") + 1);
    let score = 0;
    if (bases.has(base) && named.some((name) => `/${path}`.endsWith(name))) score += NAMED;
    const inBase = new Set(wordsOf(base));
    for (const word of new Set(wordsOf(path))) score += (terms.weights.get(word) ?? 0) * (inBase.has(word) ? 2 : 1);
    if (score > 0) rank.set(path, score);
  }
  return rank;
}

/** Files worth reading, those first that have most to do with the task, then those nearest to the root. */
export function readingOrder(repo: RepoFiles, byPath: ReadonlyMap<string, number>): string[] {
  return repo.readable
    .map(({ path }) => ({ path, worth: byPath.get(path) ?? 0, depth: path.split("/").length }))
    .sort((a, b) => b.worth - a.worth || a.depth - b.depth || (a.path < b.path ? -1 : 1))
    .map((file) => file.path);
}

export interface RankedFile {
  path: string;
  score: number;
  lines: string[];
  /** Of each line, how much it has to do with the terms. */
  lineScores: number[];
}

/** The files that have most to do with the terms, by path and text, best first. */
export async function rankByText(
  repo: RepoFiles,
  terms: SearchTerms,
  byPath: ReadonlyMap<string, number>,
  most: number,
): Promise<RankedFile[]> {
  const order = readingOrder(repo, byPath).slice(0, SEARCHED_MAX);
  const texts = await repo.read(order);
  const files = order.flatMap((path, i) => {
    const text = texts[i];
    return text === null || text === undefined ? [] : [{ path, lines: text.split(/\r?\n/) }];
  });
  const found = files.map(({ path, lines }) => ({ path, lines, words: lines.map((line) => termsOf(line, terms)) }));
  const rarity = rarities(found.map((f) => new Set(f.words.flat())));
  const ranked = found.map(({ path, lines, words }): RankedFile => {
    const worth = (word: string) => (terms.weights.get(word) ?? 0) * (rarity.get(word) ?? 0);
    const counts = new Map<string, number>();
    for (const word of words.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
    let score = byPath.get(path) ?? 0;
    for (const [word, n] of counts) score += worth(word) * (1 + Math.log(n));
    return { path, score, lines, lineScores: words.map((list) => list.reduce((sum, word) => sum + worth(word), 0)) };
  });
  return ranked
    .filter((f) => f.score > 0)
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, most);
}

/** The terms that a line holds, each once. */
function termsOf(line: string, terms: SearchTerms): string[] {
  if (line.length > 2000) return [];
  const found = new Set<string>();
  for (const [word] of line.matchAll(/[A-Za-z_$][\w$]{2,40}/g)) {
    const lower = word.toLowerCase();
    if (terms.weights.has(lower)) found.add(lower);
    if (/[a-z][A-Z]|_/.test(word)) for (const part of wordsOf(word)) if (terms.weights.has(part)) found.add(part);
  }
  return [...found];
}

/** A term that half of the files hold says nothing about where to look. */
function rarities(files: readonly ReadonlySet<string>[]): Map<string, number> {
  const holders = new Map<string, number>();
  for (const words of files) for (const word of words) holders.set(word, (holders.get(word) ?? 0) + 1);
  return new Map([...holders].map(([word, n]) => [word, Math.log(1 + files.length / n) / Math.log(1 + files.length)]));
}
