import type { ProcessIdentity } from "./contract.ts";
import { psColumns } from "./ps.ts";
import { isEnded, readProc, readStat } from "./read-proc.ts";

/**
 * The identity of a process that exists now: its pid with a start time that no later owner of the pid can share
 * (Linux: boot id and the start in clock ticks; elsewhere what `ps` prints as its start).
 * @returns null when there is no such process. A zombie still has an identity; ask `liveness` whether it runs.
 */
export function identify(pid: number): ProcessIdentity | null {
  const seen = look(pid);
  return seen === null ? null : { pid, startTime: seen.startTime };
}

/** The identity of this process. Throws only where neither /proc nor `ps` works. */
export function selfIdentity(): ProcessIdentity {
  const self = identify(process.pid);
  if (self === null) throw new Error("This process cannot find out its own start time: neither /proc nor ps answers.");
  return self;
}

/**
 * `alive`: the same process still runs. `gone`: no such pid, a zombie, or the pid is somebody else's by now.
 * Throws the system's error when it cannot be found out now (no descriptors left, say): that is not `gone`.
 */
export function liveness(identity: ProcessIdentity): "alive" | "gone" {
  const seen = look(identity.pid);
  return seen !== null && !seen.ended && seen.startTime === identity.startTime ? "alive" : "gone";
}

function look(pid: number): { startTime: string; ended: boolean } | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform !== "linux") {
    const row = psColumns(["stat", "lstart"], pid);
    return row === null ? null : { startTime: row.slice(row.indexOf(" ")).trim(), ended: isEnded(row) };
  }
  const stat = readStat(pid);
  const boot = readProc("/proc/sys/kernel/random/boot_id");
  if (stat === null || boot === null) return null;
  return { startTime: `${boot.trim()}:${stat.startTicks}`, ended: isEnded(stat.state) };
}
