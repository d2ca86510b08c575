import type { Launched } from "@codex-toolloop/process";
import type { Store } from "@codex-toolloop/store";
import { type Io, say } from "../io.ts";
import { beginStop, type StopLadder } from "./stop-ladder.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * While a terminal shows a run, Ctrl-C, TERM and a closed terminal (HUP) stop it; a second one kills at once. SIGKILL of
 * the terminal program leaves the run alone: its launcher has a session of its own.
 * @returns the way to end this.
 */
export function stopOnSignals(
  io: Io,
  store: Store,
  runId: string,
  launched: Launched,
  graceSeconds: number,
): () => void {
  let ladder: StopLadder | undefined;
  const onSignal = () => {
    if (ladder) {
      ladder.hurry();
      return;
    }
    say(io, "\nStopping the run; once more to kill it at once.");
    ladder = beginStop(store, runId, launched, graceSeconds);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    for (const name of SIGNALS) process.off(name, onSignal);
    ladder?.cancel();
  };
}
