import { join } from "node:path";
import type { ChangedFile, EventInput } from "@codex-toolloop/protocol";
import type { RunWriter } from "@codex-toolloop/store";
import type { HostChanges } from "@codex-toolloop/workflows";
import { oneAtATime } from "../one-at-a-time.ts";
import { CHANGES, copyBaseline, keepBaseline, objectsOf, removeBaseline } from "./baseline.ts";
import { diffSummary, parseCounts, wholeFiles } from "./diff-text.ts";
import { openSnapshots, ours, type Snapshots, type SnapshotWorld } from "./snapshot.ts";

/** What a look at the workspace may take in all, so that a huge one delays no run for long. */
const LOOK_MS = 2000;
/** The same where the changes are what people start the run for. */
const LOOK_LONG_MS = 15_000;
const DIFF_MS = 5000;
const DIFF_BYTES = 8 * 1024 * 1024;
const COUNT_BYTES = 16 * 1024 * 1024;

export interface ChangesWorld extends SnapshotWorld {
  writer: Pick<RunWriter, "runDir" | "writeFile">;
  signal: AbortSignal;
  emit(event: EventInput): void;
  /** How long a record may take after a stop, milliseconds; absent: nothing is recorded then. */
  afterStopMs?: number | undefined;
  /**
   * The first state stays in the run directory, so that a run that goes on with this one is compared with it, too. `from`: the
   * directory of the run that this one goes on with.
   */
  keep?: { from?: string | undefined } | undefined;
}

/** What the run changes in its workspace, from its beginning on (or that of the run it goes on with). */
export interface WorkspaceChanges {
  /** As it is now; null where that cannot be told. After a stop as it was then, for the report. Never throws. */
  look(options?: { maxBytes?: number }): Promise<HostChanges | null>;
  /** Writes changes.diff and diff-summary.md as it is now, for who is asked about it. Never throws. */
  save(): Promise<void>;
  /** The same for the last time, and clears up. To be called once. Never throws. */
  record(): Promise<ChangedFile[] | undefined>;
}

/**
 * Remembers a git checkout as it stands, tracked and untracked files alike, so that what was changed before the run is
 * not blamed on it. The user's index and object store are never written to: both are copies or additions in the run
 * directory.
 * @returns null where the workspace is no git checkout, or is too large to look at in time.
 */
export async function watchChanges(world: ChangesWorld): Promise<WorkspaceChanges | null> {
  const { runDir } = world.writer;
  const ms = world.keep ? LOOK_LONG_MS : LOOK_MS;
  const giveUp = (why: string, isNews = true) => {
    if (isNews && !world.signal.aborted)
      world.emit(notice(`${why}; what the run changes in the workspace is not recorded.`));
    removeBaseline(runDir);
    return null;
  };
  const gaveUp = (late: boolean) =>
    giveUp(`The workspace could not be compared${late ? ` within ${ms / 1000} s` : ": git gave up"}`);
  try {
    const started = performance.now();
    const folders = { scratch: join(runDir, CHANGES, "look"), kept: objectsOf(runDir) };
    const opened = await openSnapshots(world, folders, ms, world.signal);
    if (opened === "late") return gaveUp(true);
    if (opened === "no_checkout") return giveUp("The workspace is no git checkout", world.keep !== undefined);
    const known = await knownTree(world, opened);
    if (known !== null) return comparing(world, opened, known);
    const { tree, late } = await opened.take(folders.kept, ms - (performance.now() - started), world.signal);
    if (tree === null) return gaveUp(late);
    if (world.keep) await keepBaseline(world, opened, { runDir, tree, signal: world.signal });
    return comparing(world, opened, tree);
  } catch {
    return giveUp("The run directory cannot hold a copy of the workspace's state", false);
  }
}

/** What the chain of runs began with; null for the first run of it, and where that is not known any more. */
async function knownTree({ keep, writer, signal, emit }: ChangesWorld, snapshots: Snapshots): Promise<string | null> {
  if (keep?.from === undefined) return null;
  const tree = copyBaseline(keep.from, writer.runDir);
  const has = tree !== null && (await snapshots.git(["cat-file", "-e", tree], { timeoutMs: DIFF_MS, signal }));
  if (has && has.text !== null) return tree;
  emit(notice("What the workspace was before the earlier run is not known: the diff tells this run's changes alone."));
  return null;
}

function comparing(world: ChangesWorld, snapshots: Snapshots, before: string): WorkspaceChanges {
  const { writer, emit, keep } = world;
  const ms = keep ? LOOK_LONG_MS : LOOK_MS;
  const compare = async (maxBytes: number, signal: AbortSignal): Promise<HostChanges | null> => {
    const { tree: after } = await snapshots.take(join(writer.runDir, CHANGES, "look", "objects"), ms, signal);
    if (after === null) return null;
    if (after === before) return { files: [], diff: "", cut: false };
    const range = [
      "--no-ext-diff",
      "--no-textconv",
      "--no-color",
      "--relative",
      "-M",
      before,
      after,
      "--",
      ".",
      ...ours(world),
    ];
    const options = { timeoutMs: DIFF_MS, signal };
    const counts = await snapshots.git(["diff", "--numstat", "-z", ...range], {
      ...options,
      captureBytes: COUNT_BYTES,
    });
    const diff = await snapshots.git(["diff", ...range], { ...options, captureBytes: maxBytes });
    if (counts.text === null || diff.text === null) return null;
    return { files: parseCounts(counts.text), diff: diff.cut ? wholeFiles(diff.text) : diff.text, cut: diff.cut };
  };
  // They share an index.
  const looks = oneAtATime();
  const look = (maxBytes: number, signal: AbortSignal) =>
    looks.run(() => compare(maxBytes, signal)).catch((): null => null);
  const write = changesFile(world);
  let atStop: Promise<HostChanges | null> | undefined;
  /** One look for the report and the record: there is not the time for two. */
  const lookAtEnd = () => {
    if (atStop) return atStop;
    const limit = afterStop(world);
    const last = look(DIFF_BYTES, limit.signal).finally(limit.clear);
    if (world.signal.aborted) atStop = last;
    return last;
  };
  return {
    look: ({ maxBytes = DIFF_BYTES } = {}) => (world.signal.aborted ? lookAtEnd() : look(maxBytes, world.signal)),
    async save() {
      const changes = await look(DIFF_BYTES, world.signal);
      if (changes !== null) write(changes);
    },
    async record() {
      try {
        const changes = await lookAtEnd();
        if (changes !== null) write(changes);
        else if (keep) emit(notice("What the run changed could not be told: git gave up."));
        return changes?.files;
      } catch {
        return undefined;
      } finally {
        if (keep) snapshots.remove();
        else removeBaseline(writer.runDir);
      }
    },
  };
}

/** changes.diff and diff-summary.md, written and told of where they would say something new. */
function changesFile({ writer, emit }: ChangesWorld): (changes: HostChanges) => void {
  let written: string | undefined;
  return ({ files, diff, cut }) => {
    if (diff === (written ?? "")) return;
    try {
      writer.writeFile("changes.diff", diff);
      writer.writeFile("diff-summary.md", diffSummary(files, cut));
      emit({ type: "diff.updated", artifact: "changes.diff", files: files.length });
      written = diff;
    } catch {
      // Evidence beside the outcome: that it could not be written does not change the outcome.
    }
  };
}

/** Aborted by a stop, at once or after the time that a record may still take. */
function afterStop({ signal, afterStopMs }: ChangesWorld): { signal: AbortSignal; clear(): void } {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onStop = () => {
    if (afterStopMs === undefined) cut.abort();
    else timer = setTimeout(() => cut.abort(), afterStopMs);
  };
  if (signal.aborted) onStop();
  else signal.addEventListener("abort", onStop, { once: true });
  return {
    signal: cut.signal,
    clear() {
      clearTimeout(timer);
      signal.removeEventListener("abort", onStop);
    },
  };
}

function notice(message: string): EventInput {
  return { type: "notice", level: "info", code: "changes_skipped", message };
}
