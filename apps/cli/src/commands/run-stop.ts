import { isFinal, type RunMeta } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, print, say } from "../io.ts";
import { sanitiseText } from "../render/sanitise.ts";
import { currentStatus, livenessOf } from "../runs/current-status.ts";
import { findRun } from "../runs/find-run.ts";
import { beginStop, writeStopLine } from "../watch/stop-ladder.ts";
import { waitForRun } from "../watch/wait-for-run.ts";

/** Beyond both graces: what a launcher may need to kill, collect and write. */
const KILL_SECONDS = 10;
/** A dashboard looks at what was asked of its waiting runs every five seconds. */
const QUEUE_SECONDS = 8;

/**
 * `run stop <id>`: asks, waits until nothing of the run is left, and says what was killed.
 * @param force no grace: it is killed at once.
 */
export async function runStopCommand(io: Io, store: Store, idPart: string, force = false): Promise<number> {
  const meta = await findRun(store, idPart);
  const before = await currentStatus(store, meta);
  if (isFinal(before.status)) {
    print(io, `${meta.runId} has already ended: ${before.status} (${before.reason ?? "unknown"})`);
    return 0;
  }
  return identityOf(meta) ? stopLive(io, store, meta, force) : stopWaiting(io, store, meta, force);
}

async function stopLive(io: Io, store: Store, meta: RunMeta, force: boolean): Promise<number> {
  const { runId } = meta;
  const identity = identityOf(meta);
  const request = await store.readRequest(runId);
  const graceSeconds = request?.stopGraceSeconds ?? store.settings().settings.stopGraceSeconds;
  const ladder = beginStop(store, runId, identity, graceSeconds, { force });
  const hurry = () => ladder.hurry();
  process.on("SIGINT", hurry);
  try {
    say(io, force ? `killing ${runId}` : `stopping ${runId} (up to ${2 * graceSeconds} s; Ctrl-C to kill it at once)`);
    const gone = () => livenessOf(meta) === "gone";
    if (!(await waitForRun(store, runId, gone, (2 * graceSeconds + KILL_SECONDS) * 1000)))
      throw new CliError(`${runId} has not ended yet; its launcher is pid ${identity?.pid}`, 1);
  } finally {
    process.off("SIGINT", hurry);
    ladder.cancel();
  }
  const now = (await store.readMeta(runId)) ?? meta;
  const { status, reason } = await currentStatus(store, now);
  const exit = store.redactor().json(await store.readExit(runId));
  print(io, `${runId} ${status} (${reason ?? "unknown"})`);
  for (const p of exit?.killed ?? []) print(io, `killed pid ${p.pid} ${sanitiseText(p.command ?? "")}`.trimEnd());
  for (const p of exit?.survived ?? [])
    print(io, `STILL ALIVE pid ${p.pid} ${sanitiseText(p.command ?? "")}`.trimEnd());
  print(io, exit?.proven ? "nothing of it is left" : "nothing of it was found any more");
  return exit?.survived.length ? 1 : 0;
}

/** A run without a process waits in a dashboard's queue, or is just coming up. Who has it obeys the control line. */
async function stopWaiting(io: Io, store: Store, meta: RunMeta, force: boolean): Promise<number> {
  const { runId } = meta;
  await writeStopLine(store, runId);
  say(io, `${runId} has not begun; asking the dashboard to take it out of its queue`);
  let now = meta;
  const decided = async () => {
    now = (await store.readMeta(runId)) ?? meta;
    return isFinal(now.status) || identityOf(now) !== undefined;
  };
  if (!(await waitForRun(store, runId, decided, QUEUE_SECONDS * 1000))) {
    print(io, `${runId} is still queued: no dashboard has answered. The next one that runs here cancels it.`);
    return 0;
  }
  if (!isFinal(now.status)) return stopLive(io, store, now, force);
  print(io, `${runId} ${now.status} (${now.reason ?? "unknown"})`);
  return 0;
}

function identityOf({ pid, startTime }: RunMeta): { pid: number; startTime: string } | undefined {
  return pid !== undefined && startTime !== undefined ? { pid, startTime } : undefined;
}
