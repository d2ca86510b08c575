import { copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { childEnvironment, runCommand } from "@codex-toolloop/process";
import type { EventInput } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";

/** What a look at the workspace may take in all, so that a huge one delays no run for long. */
const SNAPSHOT_MS = 2000;
const TOO_LONG = `The workspace could not be compared within ${SNAPSHOT_MS / 1000} s`;
const DIFF_MS = 5000;
const DIFF_BYTES = 8 * 1024 * 1024;
const SUMMARY_FILES = 500;
/** Hidden from the list of artifacts by its name; gone when the run has ended. */
const SCRATCH = ".changes.tmp";

export interface ChangesWorld {
  /** Real path of the workspace. */
  workspace: string;
  /** Real path of the store: what the run itself writes is no change of its. */
  storeRoot: string;
  writer: RunWriter;
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  emit(event: EventInput): void;
}

/** What the run changes in its workspace, from now on. */
export interface WorkspaceChanges {
  /** Writes changes.diff and diff-summary.md where something changed, and says so. Never throws. */
  record(): Promise<void>;
}

/**
 * Remembers a git checkout as it stands, tracked and untracked files alike, so that what was changed before the run is
 * not blamed on it. The user's index and object store are never written to: both are copies or additions in the run
 * directory.
 * @returns null where the workspace is no git checkout, or is too large to look at in two seconds.
 */
export async function watchChanges(world: ChangesWorld): Promise<WorkspaceChanges | null> {
  const scratch = join(world.writer.runDir, SCRATCH);
  const inside = relative(world.workspace, world.storeRoot);
  const ours =
    inside === "" || inside.startsWith("..")
      ? []
      : ["runs", "*.jsonl", "dashboard.log*"].map((name) => `:(exclude,glob)${inside}/${name}`);
  let scratchEnv: Record<string, string> = {};
  let tooLong = false;

  const git = async (args: string[], timeoutMs: number, options: { captureBytes?: number; good?: number } = {}) => {
    const { captureBytes, good = 0 } = options;
    const result = await runCommand({
      // A look starts no hook and no monitor; only clean filters (git-lfs, say) run, as with any `git add`.
      argv: [
        "git",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "core.quotePath=false",
        ...args,
      ],
      cwd: world.workspace,
      env: {
        ...childEnvironment(world.environment, []),
        GIT_OPTIONAL_LOCKS: "0",
        GIT_TERMINAL_PROMPT: "0",
        LC_ALL: "C.UTF-8",
        ...scratchEnv,
      },
      ...(captureBytes === undefined ? {} : { captureBytes }),
      timeoutMs,
      graceMs: 200,
      signal: world.signal,
    });
    tooLong ||= result.timedOut;
    const isGood = !result.timedOut && result.exitCode !== null && result.exitCode <= good;
    return { text: isGood ? (result.stdout ?? "") : null, cut: result.stdoutCut === true };
  };
  const snapshot = async (left: () => number): Promise<string | null> => {
    // 1 is "all but": a file that cannot be read, or what we exclude is ignored anyway (as our own store should be).
    const add = ["add", "--all", "--ignore-errors", "--", ".", ...ours];
    if ((await git(add, left(), { good: 1 })).text === null) return null;
    return (await git(["write-tree"], left())).text?.trim() ?? null;
  };
  const giveUp = () => {
    rmSync(scratch, { recursive: true, force: true });
    return null;
  };
  const skipped = () => {
    const why = tooLong ? TOO_LONG : "The workspace could not be compared: git gave up";
    if (!world.signal.aborted) world.emit(notice(`${why}; what the run changes in it is not recorded.`));
    return giveUp();
  };

  const left = countdown(SNAPSHOT_MS);
  const paths = await git(["rev-parse", "--git-path", "index", "--git-path", "objects"], left());
  if (tooLong) return skipped();
  const [index, objects] = (paths.text?.trimEnd().split("\n") ?? []).map((path) => resolve(world.workspace, path));
  if (index === undefined || objects === undefined) return null;
  try {
    mkdirSync(join(scratch, "objects"), { recursive: true, mode: 0o700 });
    // With the times of the files that the copy holds, only what has changed since is read.
    if (statSync(index, { throwIfNoEntry: false })) copyFileSync(index, join(scratch, "index"));
  } catch {
    return giveUp();
  }
  scratchEnv = {
    GIT_INDEX_FILE: join(scratch, "index"),
    GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
  };
  const before = await snapshot(left);
  if (before === null) return skipped();
  return {
    async record() {
      try {
        const after = world.signal.aborted ? null : await snapshot(countdown(SNAPSHOT_MS));
        if (after === null || after === before) return;
        const range = ["--no-ext-diff", "--no-textconv", "--no-color", "--relative", "-M", before, after];
        const counts = await git(["diff", "--numstat", "-z", ...range], DIFF_MS);
        const diff = await git(["diff", ...range], DIFF_MS, { captureBytes: DIFF_BYTES });
        if (!counts.text || diff.text === null) return;
        const files = parseCounts(counts.text);
        world.writer.writeFile("changes.diff", diff.cut ? wholeFiles(diff.text) : diff.text);
        world.writer.writeFile("diff-summary.md", summary(files, diff.cut));
        world.emit({ type: "diff.updated", artifact: "changes.diff", files: files.length });
      } catch {
        // Evidence beside the outcome: that it could not be written does not change the outcome.
      } finally {
        giveUp();
      }
    },
  };
}

/** @returns the milliseconds that are left of `ms`, at least one. */
function countdown(ms: number): () => number {
  const end = performance.now() + ms;
  return () => Math.max(1, end - performance.now());
}

/** Of a diff that was cut: the files that are whole in it; of the first file alone, its whole lines. */
function wholeFiles(cut: string): string {
  const end = cut.lastIndexOf("\ndiff --git ");
  return cut.slice(0, (end < 0 ? cut.lastIndexOf("\n") : end) + 1);
}

interface FileCount {
  path: string;
  /** `-` for a binary file, as git says it. */
  added: string;
  deleted: string;
}

/** `added TAB deleted TAB path NUL`; of a renamed file the path is empty and two follow. */
function parseCounts(text: string): FileCount[] {
  const parts = text.split("\0");
  const files: FileCount[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [added, deleted, path] = (parts[i] ?? "").split("\t");
    if (added === undefined || deleted === undefined || path === undefined) continue;
    files.push({ added, deleted, path: path === "" ? `${parts[++i] ?? ""} → ${parts[++i] ?? ""}` : path });
  }
  return files;
}

function summary(files: FileCount[], cut: boolean): string {
  const code = (path: string) => `\`${path.replace(/[`|\s]/g, " ")}\``;
  const rows = files.slice(0, SUMMARY_FILES).map((f) => `| ${code(f.path)} | ${f.added} | ${f.deleted} |`);
  const more = files.length > rows.length ? [`\n${files.length - rows.length} more files.`] : [];
  const note = cut ? ["\nThe diff was larger than 8 MiB; changes.diff holds its beginning."] : [];
  const head = [`# ${files.length} changed ${files.length === 1 ? "file" : "files"}`, "", "| File | Added | Deleted |"];
  return `${[...head, "| --- | ---: | ---: |", ...rows, ...more, ...note].join("\n")}\n`;
}

function notice(message: string): EventInput {
  return { type: "notice", level: "info", code: "changes_skipped", message };
}
