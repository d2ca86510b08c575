import { isFinal, LIMITS } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import type { Io } from "../io.ts";
import { sanitiseOutput } from "../render/sanitise.ts";
import { writeOut } from "../render/write-out.ts";
import { currentStatus, livenessOf } from "../runs/current-status.ts";
import { findRun } from "../runs/find-run.ts";
import { followToEnd } from "../watch/follow-run.ts";
import { waitForRun } from "../watch/wait-for-run.ts";

const FOREVER_MS = 2 ** 31 - 1;

/** `run logs <id>`: the redacted output; with `follow`, until the run has ended. */
export async function runLogsCommand(io: Io, store: Store, idPart: string, follow: boolean): Promise<number> {
  const meta = await findRun(store, idPart);
  const { runId } = meta;
  const write = (text: string) => writeOut(io.stdout, sanitiseOutput(text, io.style.colours));
  const ended = async () => isFinal((await currentStatus(store, (await store.readMeta(runId)) ?? meta)).status);
  const isDone = await ended();
  if (follow && !isDone) {
    // Read each time: a run that waits has no process yet.
    const gone = async () => {
      const now = (await store.readMeta(runId)) ?? meta;
      return isFinal(now.status) && now.pid === undefined ? true : livenessOf(now) === "gone";
    };
    const end = waitForRun(store, runId, gone, FOREVER_MS);
    await followToEnd(
      store,
      runId,
      end,
      { onEvent: () => {}, onOutput: async (t) => void (await write(t)) },
      { output: true, between: true },
    );
    return 0;
  }
  for (let offset = 0; ; ) {
    const slice = await store.readLog(runId, { offset, limit: LIMITS.logSliceMax, isFinal: isDone });
    if (slice.content !== "" && !(await write(slice.content))) return 0;
    if (slice.next_offset <= offset) return 0;
    offset = slice.next_offset;
  }
}
