import type { ChangedFile } from "@codex-toolloop/protocol";
import { isSecretPath } from "../../context/secret-paths.ts";
import type { HostCapture } from "../../contract.ts";
import { count } from "../../text.ts";
import { DIFF_CHARS, fitDiff } from "./fit-diff.ts";

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
  const isSecret = ({ path, from }: ChangedFile) => isSecretPath(path) || isSecretPath(from ?? "");
  const secret = tracked.filter(isSecret);
  const read = async (without: readonly ChangedFile[]) => {
    const hidden = [...secret, ...without].flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])]);
    const { ok, stdout } = await git(
      [...compare, base, "--", ".", ...hidden.map((p) => `:(exclude,literal)${p}`)],
      DIFF_BYTES,
    );
    return ok || stdout !== "" ? stdout : null;
  };
  const fresh = await readUntracked(git, others.slice(0, Math.max(0, FILES_MAX - tracked.length)));
  // What is new has half of the room for sure, and what is tracked leaves.
  const first = smallest(fresh, DIFF_CHARS / 2);
  const fitted = await fitDiff(
    tracked.filter((file) => !isSecret(file)),
    read,
    DIFF_CHARS - charsOf(first),
  );
  const shown = smallest(fresh, DIFF_CHARS - fitted.diff.length);
  const files = [...tracked, ...fresh.map(({ file }) => file)].slice(0, FILES_MAX);
  const left = [...fitted.left, ...fresh.filter((f) => !isSecret(f.file) && !shown.includes(f)).map((f) => f.file)];
  const diff = fitted.diff + shown.map(({ text }) => text).join("");
  const cut = left.length > 0 || tracked.length + others.length > FILES_MAX;
  return { base, words, files, summary: summaryOf(words, files, { untracked: others, left }), diff, cut };
}

/** A file that git does not know yet. `text`: its diff; empty where it is not to be read. */
interface Untracked {
  file: ChangedFile;
  text: string;
}

async function readUntracked(git: Git, paths: readonly string[]): Promise<Untracked[]> {
  const found: Untracked[] = [];
  let readable = UNTRACKED_MAX;
  for (const path of paths) {
    // --no-index says 1 where there is a difference, and there always is.
    const text =
      isSecretPath(path) || readable-- <= 0
        ? ""
        : (await git(["diff", ...PLAIN, "--no-index", "--", "/dev/null", path], DIFF_BYTES)).stdout;
    const counted = text !== "" && !/^Binary files /m.test(text);
    const added = text.match(/^\+(?!\+\+ b\/)/gm)?.length ?? 0;
    found.push({ text, file: { path, ...(counted ? { added, deleted: 0 } : {}) } });
  }
  return found;
}

const charsOf = (files: readonly Untracked[]) => files.reduce((n, { text }) => n + text.length, 0);

/** Those that fit together, the smaller ones first; in their own order. */
function smallest(files: readonly Untracked[], room: number): Untracked[] {
  const bySize = files.filter(({ text }) => text !== "").sort((a, b) => a.text.length - b.text.length);
  const fit = bySize.filter((_, n) => charsOf(bySize.slice(0, n + 1)) <= room);
  return files.filter((file) => fit.includes(file));
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

/** What is compared, and a line a file: whether the diff shows it, too. */
function summaryOf(
  words: string,
  files: readonly ChangedFile[],
  { untracked, left }: { untracked: readonly string[]; left: readonly ChangedFile[] },
): string {
  const fresh = new Set(untracked);
  const missing = new Set(left.map(({ path }) => path));
  const lines = files.map(({ path, from, added, deleted }) => {
    const was = from === undefined ? "" : ` (was ${from})`;
    const counts =
      added === undefined ? (isSecretPath(path) ? "not shown" : "binary or not shown") : `+${added} -${deleted ?? 0}`;
    const part = missing.has(path) && added !== undefined ? ", not shown to its end" : "";
    return `- ${path}${was} ${counts}${part}${fresh.has(path) ? ", untracked" : ""}`;
  });
  return `${count(files.length, "file")}: ${words}\n${lines.join("\n")}`;
}
