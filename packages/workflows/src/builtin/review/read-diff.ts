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

const DIFF_CHARS = 120_000;
/** Enough for that many characters, whatever they are. */
const DIFF_BYTES = DIFF_CHARS * 4;
const LIST_BYTES = 1024 * 1024;
const FILES_MAX = 500;
const UNTRACKED_MAX = 60;
const PLAIN = ["--no-ext-diff", "--no-textconv", "--no-color"];

/**
 * All that differs in the workspace's folder between `base` and the files as they are now, untracked ones included. Files that look
 * secret are only named.
 */
export async function readDiff(git: Git, base: string, words: string): Promise<ReviewedDiff> {
  const compare = ["diff", ...PLAIN, "--relative", "-M"];
  const tracked = parseNumstat((await git([...compare, "--numstat", "-z", base, "--", "."], LIST_BYTES)).stdout);
  const others = (await git(["ls-files", "--others", "--exclude-standard", "-z"], LIST_BYTES)).stdout
    .split("\0")
    .filter((path) => path !== "");
  const secret = tracked.filter(({ path, from }) => isSecretPath(path) || isSecretPath(from ?? ""));
  const hidden = secret.flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])]);
  const shown = await git([...compare, base, "--", ".", ...hidden.map((p) => `:(exclude,literal)${p}`)], DIFF_BYTES);
  const clipped = wholeFiles(shown.stdout);
  let { diff, cut } = clipped;
  const files = [...tracked];
  for (const path of others) {
    if (files.length >= FILES_MAX) break;
    const readable = !isSecretPath(path) && files.length < tracked.length + UNTRACKED_MAX && diff.length < DIFF_CHARS;
    // --no-index says 1 where there is a difference, and there always is.
    const made = readable
      ? (await git(["diff", ...PLAIN, "--no-index", "--", "/dev/null", path], DIFF_BYTES)).stdout
      : "";
    const fits = made !== "" && diff.length + made.length <= DIFF_CHARS;
    if (fits) diff += made;
    cut ||= !fits && !isSecretPath(path);
    const counted = made !== "" && !/^Binary files /m.test(made);
    files.push({ path, ...(counted ? { added: made.match(/^\+(?!\+\+ b\/)/gm)?.length ?? 0, deleted: 0 } : {}) });
  }
  cut ||= tracked.length + others.length > FILES_MAX;
  const listed = files.slice(0, FILES_MAX);
  return { base, words, files: listed, summary: summaryOf(words, listed, others), diff, cut };
}

/** As much of a diff as may be shown, without a piece of a file at its end where one fits whole. */
function wholeFiles(text: string): { diff: string; cut: boolean } {
  if (text.length <= DIFF_CHARS) return { diff: text, cut: false };
  const end = text.lastIndexOf("\ndiff --git ", DIFF_CHARS);
  return { diff: text.slice(0, end > 0 ? end + 1 : DIFF_CHARS).replace(/[\ud800-\udbff]$/, ""), cut: true };
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

/** What is compared, and a line a file. */
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
