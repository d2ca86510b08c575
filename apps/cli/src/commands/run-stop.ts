import { isFinal } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, print, say } from "../io.ts";
import { sanitiseText } from "../render/sanitise.ts";
import { currentStatus, livenessOf } from "../runs/current-status.ts";
import { findRun } from "../runs/find-run.ts";
import { beginStop } from "../watch/stop-ladder.ts";
import { waitForEnd } from "../watch/wait-for-end.ts";

/** Beyond both graces: what a launcher may need to kill, collect and write. */
const KILL_SECONDS = 10;

/** `run stop <id>`: asks, waits until nothing of the run is left, and says what was killed. */
export async function runStopCommand(io: Io, store: Store, idPart: string): Promise<number> {
  const meta = await findRun(store, idPart);
  const { runId } = meta;
  const before = await currentStatus(store, meta);
  if (isFinal(before.status)) {
    print(io, `${runId} has already ended: ${before.status} (${before.reason ?? "unknown"})`);
    return 0;
  }
  const request = await store.readRequest(runId);
  const graceSeconds = request?.stopGraceSeconds ?? store.settings().settings.stopGraceSeconds;
  const identity = meta.pid !== undefined && meta.startTime ? { pid: meta.pid, startTime: meta.startTime } : undefined;
  const ladder = beginStop(store, runId, identity, graceSeconds);
  if (!identity) {
    print(
      io,
      `${runId} has not begun; it will stop as soon as it does (the dashboard takes it out of its queue at once)`,
    );
    return 0;
  }
  const hurry = () => ladder.hurry();
  process.on("SIGINT", hurry);
  try {
    say(io, `stopping ${runId} (up to ${2 * graceSeconds} s; Ctrl-C to kill it at once)`);
    const gone = () => livenessOf(identity) === "gone";
    if (!(await waitForEnd(store, runId, gone, (2 * graceSeconds + KILL_SECONDS) * 1000)))
      throw new CliError(`${runId} has not ended yet; its launcher is pid ${identity.pid}`);
  } finally {
    process.off("SIGINT", hurry);
    ladder.cancel();
  }
  const now = (await store.readMeta(runId)) ?? meta;
  const { status, reason } = await currentStatus(store, now);
  const exit = await store.readExit(runId);
  print(io, `${runId} ${status} (${reason ?? "unknown"})`);
  for (const p of exit?.killed ?? []) print(io, `killed pid ${p.pid} ${sanitiseText(p.command ?? "")}`.trimEnd());
  for (const p of exit?.survived ?? [])
    print(io, `STILL ALIVE pid ${p.pid} ${sanitiseText(p.command ?? "")}`.trimEnd());
  print(io, exit?.proven ? "nothing of it is left" : "nothing of it was found any more");
  return exit?.survived.length ? 1 : 0;
}
