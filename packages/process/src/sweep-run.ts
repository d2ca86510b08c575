import { realpathSync } from "node:fs";
import type { SweepResult } from "./contract.ts";
import { killMembers } from "./kill-members.ts";
import { cookieCarriers, type ProcessRow, processTable, withDescendants, writesBelow } from "./process-table.ts";

export interface SweepSpec {
  runId: string;
  /** Absolute. */
  runDir: string;
  /** Pids that are never touched, with their ancestors; we and our ancestors are always among them. */
  protect?: number[];
  timeoutMs: number;
}

/**
 * After a launcher vanished (SIGKILL, out of memory): finds what is left of its run and kills it. Members are processes
 * with the run's cookie in their environment, or with a file of the run open for writing, and all their descendants.
 * Best effort, never a proof: a process that dropped both (double fork, closed descriptors, empty environment) is not found.
 * Without /proc only the cookie is looked at, through `ps`.
 */
export async function sweepRun(spec: SweepSpec): Promise<SweepResult> {
  const runDir = realPath(spec.runDir);
  const atStart = processTable();
  const spared = new Set([process.pid, ...(spec.protect ?? [])].flatMap((pid) => ancestors(atStart, pid)));
  const find = (table: ProcessRow[]) => {
    const carriers = cookieCarriers(table, "TOOLLOOP_RUN_ID", spec.runId);
    const roots = table.filter(({ pid }) => !spared.has(pid) && (carriers.has(pid) || writesBelow(pid, runDir)));
    const found = withDescendants(
      table,
      roots.map((row) => row.pid),
    );
    for (const pid of spared) found.delete(pid);
    return found;
  };
  return killMembers(find, spec.timeoutMs);
}

/** A pid and the chain of its parents. */
function ancestors(table: ProcessRow[], pid: number): number[] {
  const parents = new Map(table.map((row) => [row.pid, row.ppid]));
  const chain: number[] = [];
  for (let at: number | undefined = pid; at !== undefined && at > 0 && !chain.includes(at); at = parents.get(at)) {
    chain.push(at);
  }
  return [...chain, 1];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
