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
  return killMembers(memberFinder(spec), spec.timeoutMs);
}

/**
 * Is there any process that `sweepRun` would find? For a run of which no pid is known. Kills nothing. Throws the system's
 * error when it cannot be found out now.
 */
export function hasMembers(spec: Omit<SweepSpec, "timeoutMs">): boolean {
  return memberFinder(spec)(processTable()).size > 0;
}

function memberFinder(spec: Omit<SweepSpec, "timeoutMs">): (table: ProcessRow[]) => Set<number> {
  const runDir = realPath(spec.runDir);
  const atStart = processTable();
  const spared = new Set([process.pid, ...(spec.protect ?? [])].flatMap((pid) => ancestors(atStart, pid)));
  return (table) => {
    const carriers = cookieCarriers(table, "TOOLLOOP_RUN_ID", spec.runId);
    const roots = table.filter(({ pid }) => !spared.has(pid) && (carriers.has(pid) || writesBelow(pid, runDir)));
    const found = withDescendants(
      table,
      roots.map((row) => row.pid),
    );
    for (const pid of spared) found.delete(pid);
    return found;
  };
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
