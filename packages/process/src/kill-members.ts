import { setTimeout as sleep } from "node:timers/promises";
import { commandOf, type ProcessRow, processTable } from "./process-table.ts";

/** Scans without a find after which a tree counts as gone. One is not enough while something forks. */
const CLEAN_SCANS = 3;
const BETWEEN_SCANS = 5;

export interface KilledProcess {
  pid: number;
  command: string;
}

/**
 * Kills what `find` names until three scans in a row name nothing: stops all of them first, so that nobody forks while the
 * rest is looked for, then kills. Best effort: a process that `find` cannot recognise is not found, and one that re-forks
 * fast can slip through.
 * @param find picks the members of the table; called again for every scan.
 * @param timeoutMs when to give up; what still lives then is in `survived`.
 */
export async function killMembers(
  find: (table: ProcessRow[]) => Set<number>,
  timeoutMs: number,
): Promise<{ killed: KilledProcess[]; survived: KilledProcess[] }> {
  const until = performance.now() + timeoutMs;
  const hit = new Map<string, KilledProcess>();
  for (let clean = 0; clean < CLEAN_SCANS; ) {
    const rows = stopAll(find, hit);
    for (const row of rows) signal(row.pid, "SIGKILL");
    clean = rows.length === 0 ? clean + 1 : 0;
    if (performance.now() > until) break;
    await sleep(BETWEEN_SCANS);
  }
  const left = new Set(members(find).map(key));
  const all = [...hit];
  return {
    killed: all.flatMap(([k, p]) => (left.has(k) ? [] : [p])),
    survived: all.flatMap(([k, p]) => (left.has(k) ? [p] : [])),
  };
}

/** Sends a signal; a process that has gone or is not ours to signal is no error here. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone, or not ours: the next scan tells
  }
}

function members(find: (table: ProcessRow[]) => Set<number>): ProcessRow[] {
  const table = processTable();
  const found = find(table);
  return table.filter((row) => found.has(row.pid));
}

/** Stops members until a scan shows no new one (at most ten times: somebody may fork faster than we look). */
function stopAll(find: (table: ProcessRow[]) => Set<number>, hit: Map<string, KilledProcess>): ProcessRow[] {
  const stopped = new Map<string, ProcessRow>();
  for (let round = 0; round < 10; round++) {
    const fresh = members(find).filter((row) => !stopped.has(key(row)));
    if (fresh.length === 0) break;
    for (const row of fresh) {
      stopped.set(key(row), row);
      if (!hit.has(key(row))) hit.set(key(row), { pid: row.pid, command: commandOf(row.pid) });
      signal(row.pid, "SIGSTOP");
    }
  }
  return [...stopped.values()];
}

function key(row: ProcessRow): string {
  return `${row.pid}:${row.startTime}`;
}
