import { join } from "node:path";
import { AuditEvent } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { openLineFile } from "../fs/line-file.ts";
import { readRecords } from "../fs/read-records.ts";
import { StoreError } from "../store-error.ts";
import { runDirOf } from "./run-dir.ts";

/** Far more than any run needs; of a longer file the end is read. */
const MOST_BYTES = 1024 * 1024;

const pathOf = (root: string, runId: string) => join(runDirOf(root, runId), "audit.jsonl");

/**
 * Appends to a run's audit.jsonl, one `write()` an event. Not synced: `ui-runs.jsonl` is the durable record, and what a
 * power cut takes from here is written again from it.
 */
export function appendAuditEvents(root: string, runId: string, events: AuditEvent[]): void {
  const lines = events.map((event) => {
    const parsed = AuditEvent.safeParse(event);
    if (!parsed.success)
      throw new StoreError("invalid", `not an audit event: ${parsed.error.issues[0]?.message ?? "unknown"}`);
    return JSON.stringify(parsed.data);
  });
  const file = openLineFile(pathOf(root, runId));
  try {
    for (const line of lines) file.append(line);
  } finally {
    file.close();
  }
}

/** What happened to a run, oldest first; none where there is no file. */
export async function readAuditEvents(root: string, runId: string, redactor: Redactor): Promise<AuditEvent[]> {
  const { records } = await readRecords(pathOf(root, runId), root, AuditEvent, MOST_BYTES);
  return records.map((event) => redactor.json(event));
}
