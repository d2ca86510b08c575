import { readdirSync, readlinkSync } from "node:fs";
import { psAll, psColumns } from "./ps.ts";
import { isEnded, parseStat, readProc } from "./read-proc.ts";

/** One running process. `startTime` is comparable only within the same way of listing. */
export interface ProcessRow {
  pid: number;
  ppid: number;
  pgid: number;
  session: number;
  startTime: string;
}

/** All processes that run now; zombies are left out. From /proc where there is one, else from `ps` (without sessions). */
export function processTable(): ProcessRow[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** The command line of a process, cut to 200 characters; its short name, or "?", when it has none. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return (psColumns(["command"], pid) ?? "?").slice(0, 200);
  const line = readProc(`/proc/${pid}/cmdline`)?.replace(/\0+$/, "").replaceAll("\0", " ");
  return (line || readProc(`/proc/${pid}/comm`)?.trim() || "?").slice(0, 200);
}

/** Pids whose environment, as they were started with it, has this entry. Where it cannot be read, they are not among them. */
export function cookieCarriers(table: ProcessRow[], name: string, value: string): Set<number> {
  if (process.platform !== "linux") return carriersByPs(`${name}=${value}`);
  const isCarrier = ({ pid }: ProcessRow) =>
    `\0${readProc(`/proc/${pid}/environ`) ?? ""}`.includes(`\0${name}=${value}\0`);
  return new Set(table.filter(isCarrier).map((row) => row.pid));
}

/** True when a process holds a file below `directory` open for writing. Readers (a pager, say) do not count. */
export function writesBelow(pid: number, directory: string): boolean {
  let descriptors: string[];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // Not ours to look at, or gone.
    return false;
  }
  return descriptors.some((fd) => {
    try {
      if (!readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(`${directory}/`)) return false;
    } catch {
      return false;
    }
    const flags = /^flags:\s+([0-7]+)/m.exec(readProc(`/proc/${pid}/fdinfo/${fd}`) ?? "")?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
  });
}

/** The pids and everything below them by parent chain. */
export function withDescendants(table: ProcessRow[], roots: Iterable<number>): Set<number> {
  const children = new Map<number, number[]>();
  for (const row of table) children.set(row.ppid, [...(children.get(row.ppid) ?? []), row.pid]);
  const found = new Set<number>();
  const open = [...roots];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (found.has(pid)) continue;
    found.add(pid);
    open.push(...(children.get(pid) ?? []));
  }
  return found;
}

function fromProc(): ProcessRow[] {
  return readdirSync("/proc").flatMap((name) => {
    const line = /^\d+$/.test(name) ? readProc(`/proc/${name}/stat`) : null;
    const stat = line === null ? null : parseStat(line);
    if (stat === null || isEnded(stat.state)) return [];
    return [{ pid: stat.pid, ppid: stat.ppid, pgid: stat.pgid, session: stat.session, startTime: stat.startTicks }];
  });
}

function fromPs(): ProcessRow[] {
  return psAll(["pid", "ppid", "pgid", "stat", "lstart"]).flatMap((line) => {
    const [pid, ppid, pgid, state, ...start] = line.split(/\s+/);
    if (state === undefined || isEnded(state)) return [];
    return [{ pid: Number(pid), ppid: Number(ppid), pgid: Number(pgid), session: 0, startTime: start.join(" ") }];
  });
}

/** `ps -E` prints the environment after the command line (macOS; own processes only). */
function carriersByPs(entry: string): Set<number> {
  const lines = psAll(["pid", "command"], ["-E", "-ww"]);
  return new Set(lines.filter((line) => ` ${line} `.includes(` ${entry} `)).map((line) => Number.parseInt(line, 10)));
}
