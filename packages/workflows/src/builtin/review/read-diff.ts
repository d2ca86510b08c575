import type { ChangedFile } from "@codex-toolloop/protocol";
import { isSecretPath } from "../../context/secret-paths.ts";
import type { HostCapture } from "../../contract.ts";
import { count } from "../../text.ts";

type Git = (args: string[], maxBytes?: number) => Promise<HostCapture>;

/** What a reviewer reads; handed on as the output of step `diff`. */
export interface ReviewedDiff {
  base: string;
  /** What is compared with what. */
  words: string;
  files: ChangedFile[];
  /** One line a file. */
  summary: string;
  diff: string;
  /** The diff is larger than what is shown. */
  cut: boolean;
}

const DIFF_BYTES = 120_000;
const LIST_BYTES = 1024 * 1024;
const FILES_MAX = 500;
const UNTRACKED_MAX = 60;
const PLAIN = ["--no-ext-diff", "--no-textconv", "--no-color"];

/** All that differs between `base` and the files as they are now, untracked ones included; files that look secret are only named. */
export async function readDiff(git: Git, base: string, words: string): Promise<ReviewedDiff> {
  const counted = await git(["diff", ...PLAIN, "--numstat", "-z", "-M", base, "--"], LIST_BYTES);
  const tracked = parseNumstat(counted.stdout);
  const others = (await git(["ls-files", "--others", "--exclude-standard", "-z"], LIST_BYTES)).stdout
    .split("\0")
    .filter((path) => path !== "");
  const secret = tracked.filter((f) => isSecretPath(f.path)).map((f) => `:(exclude,literal,top)${f.path}`);
  const shown = await git(["diff", ...PLAIN, "-M", base, "--", ":/", ...secret], DIFF_BYTES);
  let diff = shown.stdout;
  let cut = shown.stdout.length >= DIFF_BYTES - 4;
  const untracked: ChangedFile[] = [];
  for (const path of others.slice(0, FILES_MAX)) {
    const visible = !isSecretPath(path) && untracked.length < UNTRACKED_MAX && diff.length < DIFF_BYTES;
    // --no-index says 1 where there is a difference, and there always is.
    const made = visible
      ? (await git(["diff", ...PLAIN, "--no-index", "--", "/dev/null", path], DIFF_BYTES)).stdout
      : "";
    if (diff.length + made.length <= DIFF_BYTES) diff += made;
    cut ||= !visible || diff.length + made.length > DIFF_BYTES;
    const binary = /^Binary files /m.test(made) || made === "";
    untracked.push({ path, ...(binary ? {} : { added: made.match(/^\+(?!\+\+ )/gm)?.length ?? 0, deleted: 0 }) });
  }
  const files = [...tracked, ...untracked].slice(0, FILES_MAX);
  return { base, words, files, summary: summaryOf(words, files, others), diff, cut };
}

/** `-z` separates with NUL; a renamed file is an empty name, then both. */
function parseNumstat(text: string): ChangedFile[] {
  const files: ChangedFile[] = [];
  const parts = text.split("\0");
  for (let i = 0; i < parts.length; i++) {
    const row = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(parts[i] ?? "");
    if (!row) continue;
    const [, added = "-", deleted = "-", path = ""] = row;
    const counts = added === "-" || deleted === "-" ? {} : { added: Number(added), deleted: Number(deleted) };
    if (path !== "") files.push({ path, ...counts });
    else files.push({ from: parts[++i] ?? "", path: parts[++i] ?? "", ...counts });
  }
  return files;
}

function summaryOf(words: string, files: readonly ChangedFile[], untracked: readonly string[]): string {
  const fresh = new Set(untracked);
  const lines = files.map(({ path, from, added, deleted }) => {
    const was = from === undefined ? "" : ` (was ${from})`;
    const counts =
      added === undefined ? (isSecretPath(path) ? "not shown" : "binary or not shown") : `+${added} -${deleted ?? 0}`;
    return `- ${path}${was} ${counts}${fresh.has(path) ? ", untracked" : ""}`;
  });
  return `${count(files.length, "file")}: ${words}\n${lines.join("\n")}`;
}
