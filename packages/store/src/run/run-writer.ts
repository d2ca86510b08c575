import { closeSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type EventInput, isFinal, type PlacedEvent, type RunEvent, RunMeta } from "@codex-toolloop/protocol";
import type { RunWriter } from "../contract.ts";
import { appendLine } from "../fs/append-line.ts";
import { type LineFile, openForAppend, openLineFile } from "../fs/line-file.ts";
import { replaceFile } from "../fs/replace-file.ts";
import { isBelow } from "../fs/safe-open.ts";
import { StoreError, toStoreError } from "../store-error.ts";
import { artifactPath } from "./artifact-path.ts";
import { initialMeta, lastSeq } from "./initial-state.ts";
import { runDirOf } from "./run-dir.ts";
import { fitRecord } from "./spill.ts";

/**
 * The run process' own way to write its directory. One writer per run; opening it again after a crash goes on with the
 * next `seq`. Everything throws StoreError.
 */
export function openRunWriter(root: string, runId: string): RunWriter {
  const runDir = runDirOf(root, runId);
  const logPath = join(runDir, "output.log");
  touch(logPath);
  const events = openLineFile(join(runDir, "events.jsonl"));
  const records = new Map<string, LineFile>();
  let seq = lastSeq(root, events.path, events.size) + 1;
  let meta = initialMeta(root, runId);

  const writeFile = (path: string, content: string | Uint8Array): void => {
    const target = join(runDir, artifactPath(path));
    try {
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      if (!isBelow(runDir, realpathSync(dirname(target))))
        throw new StoreError("invalid", `cannot write ${target}: a link leads out of the run directory`, {
          path: target,
        });
    } catch (error) {
      throw toStoreError(error, "make directory for", target);
    }
    replaceFile(target, content);
  };
  const spillAs = (name: string) => (field: string, content: string) => {
    const file = `spill/${name}-${field.replace(/[^a-zA-Z0-9._-]/g, "_").slice(0, 80)}`;
    writeFile(file, content);
    return file;
  };

  return {
    runDir,
    logPath,
    emit(input: EventInput): PlacedEvent {
      const full = { v: 1, runId, seq, at: new Date().toISOString(), ...input } as RunEvent;
      const { record, json } = fitRecord(full, spillAs(String(seq)));
      const place = events.append(json);
      seq++;
      return { ...place, event: record };
    },
    writeMeta(patch) {
      // A final status is never overwritten; other facts (usage, say) may still be added.
      const kept = meta && isFinal(meta.status) ? keepOutcome(meta) : {};
      const next = RunMeta.safeParse({ ...meta, ...patch, ...kept });
      if (!next.success) {
        const issue = next.error.issues[0];
        throw new StoreError("invalid", `meta.json of run ${runId}: ${issue?.path.join(".")}: ${issue?.message}`);
      }
      const line = JSON.stringify(next.data);
      replaceFile(join(runDir, "meta.json"), `${line}\n`);
      meta = next.data;
      appendLine(join(root, "index.jsonl"), line, { fsync: true });
      return next.data;
    },
    writeFile,
    appendRecord(file, record) {
      const path = join(runDir, artifactPath(file));
      const lines = records.get(file) ?? openLineFile(path);
      records.set(file, lines);
      if (typeof record === "object" && record !== null)
        lines.append(fitRecord(record, spillAs(`${file}-${lines.size}`)).json);
      else lines.append(JSON.stringify(record));
    },
    fsync() {
      events.fsync();
      for (const lines of records.values()) lines.fsync();
    },
    close() {
      events.close();
      for (const lines of records.values()) lines.close();
      records.clear();
    },
  };
}

function keepOutcome(meta: RunMeta): Partial<RunMeta> {
  const { status, reason, detail, finishedAt, durationMs } = meta;
  const kept = { status, reason, detail, finishedAt, durationMs };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

/** The commands write output.log themselves; made here so that its mode is ours whatever their umask. */
function touch(path: string): void {
  closeSync(openForAppend(path).fd);
}
