import { readFileSync } from "node:fs";

/** What `/proc/<pid>/stat` says, as far as it is used here. Times are clock ticks since boot. */
export interface ProcStat {
  pid: number;
  state: string;
  ppid: number;
  pgid: number;
  session: number;
  startTicks: string;
}

/** What procfs answers for a process that is gone, or that is somebody else's. */
const ABSENT = new Set(["ENOENT", "ESRCH", "EACCES", "EPERM", "ENOTDIR"]);

/**
 * Text of a file of procfs; null when the process is gone or the file is not ours to read. Throws on anything else: a
 * system that is out of descriptors or memory says nothing about a process, and must not make a live one look gone.
 */
export function readProc(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && ABSENT.has(String(error.code))) return null;
    throw error;
  }
}

/**
 * Parses a line of `/proc/<pid>/stat`. The name in the second field may hold spaces and parentheses, so the fields are
 * counted from the last closing one.
 * @returns null for anything that is no such line.
 */
export function parseStat(line: string): ProcStat | null {
  const open = line.indexOf("(");
  const close = line.lastIndexOf(")");
  if (open < 1 || close < open) return null;
  const pid = Number(line.slice(0, open));
  const [state, ppid, pgid, session, ...rest] = line
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const startTicks = rest[15];
  if (!Number.isInteger(pid) || state === undefined || startTicks === undefined || !/^\d+$/.test(startTicks))
    return null;
  return { pid, state, ppid: Number(ppid), pgid: Number(pgid), session: Number(session), startTicks };
}

/** The `stat` of a live pid, or null. */
export function readStat(pid: number): ProcStat | null {
  const line = readProc(`/proc/${pid}/stat`);
  return line === null ? null : parseStat(line);
}

/** Zombies and dead entries hold a pid but run nothing. */
export function isEnded(state: string): boolean {
  return state.startsWith("Z") || state.startsWith("X");
}
