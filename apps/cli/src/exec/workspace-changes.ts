import { copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { childEnvironment, runCommand } from "@codex-toolloop/process";
import type { EventInput } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";

/** What a look at the workspace may take, so that a huge one delays no run for long. */
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

  const git = async (
    args: string[],
    timeoutMs: number,
    captureBytes = 1024 * 1024,
    good = 0,
  ): Promise<string | null> => {
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
      captureBytes,
      timeoutMs,
      graceMs: 200,
      signal: world.signal,
    });
    tooLong ||= result.timedOut;
    return result.exitCode !== null && result.exitCode <= good ? (result.stdout ?? "") : null;
  };
  const snapshot = async (): Promise<string | null> => {
    // 1 is "all but": a file that cannot be read, or what we exclude is ignored anyway (as our own store should be).
    const add = ["add", "--all", "--ignore-errors", "--", ".", ...ours];
    if ((await git(add, SNAPSHOT_MS, undefined, 1)) === null) return null;
    return (await git(["write-tree"], SNAPSHOT_MS))?.trim() ?? null;
  };
  const giveUp = () => {
    rmSync(scratch, { recursive: true, force: true });
    return null;
  };

  const paths = await git(["rev-parse", "--git-path", "index", "--git-path", "objects"], SNAPSHOT_MS);
  const [index, objects] = (paths?.trimEnd().split("\n") ?? []).map((path) => resolve(world.workspace, path));
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
  const before = await snapshot();
  if (before === null) {
    if (!world.signal.aborted)
      world.emit(
        notice(
          `${tooLong ? TOO_LONG : "The workspace could not be compared: git gave up"}; what the run changes in it is not recorded.`,
        ),
      );
    return giveUp();
  }
  return {
    async record() {
      try {
        const after = world.signal.aborted ? null : await snapshot();
        if (after === null || after === before) return;
        const range = ["--no-ext-diff", "--no-textconv", "--no-color", "--relative", "-M", before, after];
        const counts = await git(["diff", "--numstat", "-z", ...range], DIFF_MS);
        const diff = await git(["diff", ...range], DIFF_MS, DIFF_BYTES);
        if (!counts || diff === null) return;
        const files = parseCounts(counts);
        const cut = Buffer.byteLength(diff) >= DIFF_BYTES;
        world.writer.writeFile("changes.diff", cut ? diff.slice(0, diff.lastIndexOf("\ndiff --git ") + 1) : diff);
        world.writer.writeFile("diff-summary.md", summary(files, cut));
        world.emit({ type: "diff.updated", artifact: "changes.diff", files: files.length });
      } catch {
        // Evidence beside the outcome: that it could not be written does not change the outcome.
      } finally {
        giveUp();
      }
    },
  };
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
