import { closeSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { SessionRecord } from "@codex-toolloop/protocol";
import type { SessionBook } from "./contract.ts";
import { appendLine } from "./fs/append-line.ts";
import { readAtSync } from "./fs/read-at.ts";
import { parseJson } from "./fs/read-records.ts";
import { openRegularSync } from "./fs/safe-open.ts";
import { StoreError, toStoreError } from "./store-error.ts";

const NEWLINE = 0x0a;

/** What of the file is in memory. */
interface Known {
  /** Which file: device and inode. */
  file: string;
  mtimeMs: number;
  size: number;
  /** Byte offset after the last whole line that was read. */
  end: number;
  byId: Map<string, SessionRecord>;
  byWorkspace: Map<string, Map<string, SessionRecord>>;
}

/**
 * The sessions: `sessions.jsonl`, append-only, last line per id wins, removed by a tombstone. What was read stays in memory,
 * and of a file that grew only the new part is read. Reading and changing never wait, so no change is lost to another.
 */
export function createSessionBook(root: string): SessionBook {
  const path = join(root, "sessions.jsonl");
  let known = nothing();

  const read = (): Known => {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) {
        if (known.file !== "") known = nothing();
      } else if (fileOf(stat) !== known.file || stat.size !== known.size || stat.mtimeMs !== known.mtimeMs) {
        known = readOn(known);
      }
      return known;
    } catch (error) {
      throw toStoreError(error, "read", path);
    }
  };
  /** A file that only grew is read on from where we were; another one, or one that was cut or rewritten, from its start. */
  const readOn = (before: Known): Known => {
    const opened = openRegularSync(path, root);
    if (!opened) return nothing();
    try {
      const { stat } = opened;
      const grew = fileOf(stat) === before.file && stat.size > before.size;
      const into = grew ? before : nothing();
      const bytes = readAtSync(opened.fd, into.end, stat.size - into.end);
      const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
      for (const record of lastOfEach(whole.toString("utf8"))) take(into, record);
      return { ...into, file: fileOf(stat), mtimeMs: stat.mtimeMs, size: stat.size, end: into.end + whole.length };
    } finally {
      closeSync(opened.fd);
    }
  };
  const write = (record: SessionRecord): SessionRecord => {
    appendLine(path, JSON.stringify(SessionRecord.parse(record)), { fsync: true });
    return record;
  };
  const need = (id: string): SessionRecord => {
    const record = read().byId.get(id);
    if (!record)
      throw new StoreError("not_found", `there is no session ${JSON.stringify(id)}; it may have been removed`);
    return record;
  };

  return {
    list: (workspaceId) => {
      const { byId, byWorkspace } = read();
      const records = workspaceId === undefined ? byId.values() : (byWorkspace.get(workspaceId)?.values() ?? []);
      return [...records].reverse().sort(newestFirst);
    },
    get: (id) => read().byId.get(id) ?? null,
    count: (workspaceId) => read().byWorkspace.get(workspaceId)?.size ?? 0,
    add: (record) => {
      if (read().byId.has(record.id)) throw new StoreError("invalid", `there is a session ${record.id} already`);
      return write(record);
    },
    change: (id, to) => {
      const before = need(id);
      const after = to(before);
      return after === before ? before : write({ ...after, id, workspaceId: before.workspaceId });
    },
    remove: (id) => void write({ ...need(id), deleted: true }),
  };
}

/** How our writer starts a line: then the id is known without parsing the rest. */
const START = '{"v":1,"id":"';
const ID_LENGTH = "se_0123456789abcdef".length;

/** The last good line of each session: what it replaced is not even parsed, so that reading costs by the sessions. */
function lastOfEach(text: string): SessionRecord[] {
  const last = new Map<string, SessionRecord>();
  for (const line of text.split("\n").reverse()) {
    if (line.startsWith(START) && last.has(line.slice(START.length, START.length + ID_LENGTH))) continue;
    const parsed = SessionRecord.safeParse(parseJson(line));
    if (parsed.success && !last.has(parsed.data.id)) last.set(parsed.data.id, parsed.data);
  }
  return [...last.values()].reverse();
}

function fileOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function nothing(): Known {
  return { file: "", mtimeMs: 0, size: 0, end: 0, byId: new Map(), byWorkspace: new Map() };
}

function take({ byId, byWorkspace }: Known, record: SessionRecord): void {
  const of = byWorkspace.get(record.workspaceId) ?? new Map<string, SessionRecord>();
  byWorkspace.set(record.workspaceId, of);
  if (record.deleted) {
    byId.delete(record.id);
    of.delete(record.id);
    return;
  }
  byId.set(record.id, record);
  of.set(record.id, record);
}

function newestFirst(a: SessionRecord, b: SessionRecord): number {
  return a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1;
}
