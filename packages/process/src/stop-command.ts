import { setTimeout as sleep } from "node:timers/promises";
import { killMembers, signal } from "./kill-members.ts";
import { cookieCarriers, type ProcessRow, processTable, withDescendants } from "./process-table.ts";

const BETWEEN_LOOKS = 20;
/** How long KILL is repeated before the launcher above is left to finish the work. */
const KILL_WITHIN = 3_000;

/**
 * Ends the tree of a command: TERM (and CONT, for what is stopped) to all of it, up to `graceMs` for it to go, then KILL.
 * The tree is the command, its descendants, its process group and session, and what carries its cookie. A process that
 * left all of these is ended by the launcher with the run.
 */
export async function stopCommand(pid: number, commandId: string, graceMs: number): Promise<void> {
  const leader = processTable().find((row) => row.pid === pid)?.startTime;
  const seen = new Map<number, string>();
  const find = (table: ProcessRow[]) => {
    // Once the command has ended its pid may be given to a stranger.
    const isReused = table.some((row) => row.pid === pid && row.startTime !== leader);
    const isInGroup = (row: ProcessRow) => !isReused && (row.pid === pid || row.pgid === pid || row.session === pid);
    const carriers = cookieCarriers(table, "TOOLLOOP_COMMAND_ID", commandId);
    const roots = table.filter(
      (row) =>
        row.pid !== process.pid && (isInGroup(row) || carriers.has(row.pid) || seen.get(row.pid) === row.startTime),
    );
    const found = withDescendants(
      table,
      roots.map((row) => row.pid),
    );
    for (const row of table) if (found.has(row.pid)) seen.set(row.pid, row.startTime);
    return found;
  };
  const asked = new Set<number>();
  const until = performance.now() + graceMs;
  do {
    const found = find(processTable());
    if (found.size === 0) return;
    for (const member of found) {
      if (asked.has(member)) continue;
      asked.add(member);
      signal(member, "SIGTERM");
      signal(member, "SIGCONT");
    }
    await sleep(Math.min(BETWEEN_LOOKS, graceMs));
  } while (performance.now() < until);
  await killMembers(find, KILL_WITHIN);
}
