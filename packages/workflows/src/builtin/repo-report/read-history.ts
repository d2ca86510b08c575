import type { StepContext } from "../../engine/engine-step.ts";
import { isGenerated } from "../../repository/languages.ts";

export interface Commit {
  hash: string;
  at: string;
  author: string;
  subject: string;
  files: string[];
}
export interface History {
  /** Why there is no history, in words; absent when there is one. */
  none?: string;
  branch?: string;
  /** All commits reachable from HEAD. */
  total?: number;
  /** Commits of the last year that were read, at most `HISTORY_MAX`. */
  read: number;
  truncated: boolean;
  authors: { name: string; commits: number }[];
  hot: { path: string; commits: number; exists: boolean }[];
  /** Oldest first; `start` is the first day of seven. */
  weeks: { start: string; commits: number }[];
  last: Omit<Commit, "files">[];
}

export const HISTORY_MAX = 5000;
export const WEEKS = 12;
/** The repository's own configuration may name programs; none of these commands starts one. */
const SAFE = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "log.showSignature=false",
  "-c",
  "core.quotePath=false",
  "--no-pager",
];

/** The last year of the workspace's git history, bounded; without git it says so. */
export async function readHistory(context: StepContext, existing: ReadonlySet<string>): Promise<History> {
  const { host, emit } = context;
  const path = host.workspace?.path ?? ".";
  const git = (args: string[], maxBytes = 64 * 1024) =>
    host.capture(["git", ...SAFE, "-C", path, ...args], { maxBytes, timeoutMs: 60_000 });
  const empty: History = { read: 0, truncated: false, authors: [], hot: [], weeks: [], last: [] };
  const inside = await git(["rev-parse", "--is-inside-work-tree"]);
  if (!inside.ok)
    return { ...empty, none: inside.exitCode === null ? "git could not be run" : "this is no git repository" };
  const total = await git(["rev-list", "--count", "HEAD"]);
  if (!total.ok) return { ...empty, none: "the repository has no commits yet" };
  const branch = await git(["rev-parse", "--abbrev-ref", "HEAD"]);
  emit({ type: "step.progress", message: "Reading the last year of commits" });
  const format = "--format=%x1e%H%x1f%aI%x1f%aN%x1f%s";
  const log = await git(
    [
      "log",
      `-n${HISTORY_MAX}`,
      "--since=1.year",
      "--name-only",
      "--relative",
      "--no-ext-diff",
      "--no-textconv",
      format,
      "--",
      ".",
    ],
    32 * 1024 * 1024,
  );
  const commits = parseGitLog(log.stdout);
  return {
    total: Number(total.stdout.trim()),
    branch: branch.stdout.trim(),
    read: commits.length,
    truncated: commits.length >= HISTORY_MAX,
    authors: tally(commits.map((c) => c.author)).map(([name, n]) => ({ name, commits: n })),
    hot: tally(commits.flatMap((c) => c.files).filter((f) => !isGenerated(f)))
      .slice(0, 15)
      .map(([file, n]) => ({ path: file, commits: n, exists: existing.has(file) })),
    weeks: weeksOf(commits, host.now()),
    last: commits.slice(0, 10).map(({ files: _files, ...c }) => c),
  };
}

/** Output of `git log` with the format above and `--name-only`. */
export function parseGitLog(stdout: string): Commit[] {
  return stdout.split("\u001e").flatMap((record) => {
    const [head = "", ...lines] = record.split("\n");
    const [hash, at, author, subject] = head.split("\u001f");
    if (!hash || !at || Number.isNaN(Date.parse(at))) return [];
    return [{ hash, at, author: author ?? "", subject: subject ?? "", files: lines.filter((l) => l !== "") }];
  });
}

function tally(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Commits in each of the last twelve weeks, the current one last. */
export function weeksOf(commits: readonly Pick<Commit, "at">[], now: Date): History["weeks"] {
  const end = now.getTime();
  const weeks = Array.from({ length: WEEKS }, (_, i) => ({
    start: new Date(end - (WEEKS - i) * WEEK_MS).toISOString().slice(0, 10),
    commits: 0,
  }));
  for (const commit of commits) {
    const age = Math.floor((end - Date.parse(commit.at)) / WEEK_MS);
    // A commit from a clock that runs ahead belongs to the current week.
    const week = weeks[WEEKS - 1 - Math.max(0, age)];
    if (week) week.commits++;
  }
  return weeks;
}
