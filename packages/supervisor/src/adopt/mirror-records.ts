import { stat } from "node:fs/promises";
import { isFinal } from "@codex-toolloop/protocol";
import { type Context, say } from "../context.ts";
import { emptyFold, foldLine } from "../records/fold-records.ts";
import { readLines } from "../records/read-lines.ts";
import { overlayRecord } from "./overlay-record.ts";
import { recordsPath } from "./records-path.ts";

/** Shows in the lists of a read-only dashboard what the holder of the lock records. Writes nothing. */
export interface RecordMirror {
  /** Reads what was appended since the last time; nothing is read where nothing changed. Never rejects. */
  refresh(): Promise<void>;
}

/** Makes a mirror that has read nothing yet. */
export function mirrorRecords(ctx: Context): RecordMirror {
  let fold = emptyFold();
  let from = 0;
  let inode: number | undefined;

  const refresh = async () => {
    const path = recordsPath(ctx);
    const now = await stat(path);
    if (now.ino === inode && now.size === from) return;
    if (now.ino !== inode || now.size < from) {
      fold = emptyFold();
      from = 0;
    }
    const touched = new Set<string>();
    const read = await readLines(path, from, (line) => {
      const runId = foldLine(fold, line);
      if (runId) touched.add(runId);
    });
    if (!read) return;
    from = read.to;
    inode = read.inode;
    const queued = [...fold.runs.values()].filter((r) => r.status === "queued" && r.startedAt === undefined);
    for (const record of queued) touched.add(record.runId);
    for (const runId of touched) {
      const record = fold.runs.get(runId);
      if (!record) continue;
      const place = queued.indexOf(record);
      await overlayRecord(ctx, record, place >= 0 ? place + 1 : undefined);
      // What we said of it while it was live would stand over the run's own last line.
      if (isFinal(record.status) && record.toldByRun) ctx.catalog?.overlay(runId, null);
    }
  };

  return {
    refresh: () =>
      refresh().catch((error: unknown) => {
        const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
        if (!absent) say(ctx, "mirror_failed", { error: String(error) });
      }),
  };
}
