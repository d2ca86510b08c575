import { type ProcessIdentity, requestStop } from "@codex-toolloop/process";
import type { Store } from "@codex-toolloop/store";
import { userName } from "../io.ts";

/** A stop that has begun. */
export interface StopLadder {
  /** Skips the rest of the grace: everything is killed now. */
  hurry(): void;
  /** No further step is taken; for when the run has ended. */
  cancel(): void;
}

/**
 * Stops a run: a control line first, which the run process acts on by itself; after the grace TERM to the launcher, which
 * forwards it, waits its own grace and kills. Returns at once.
 * @param identity the launcher; without one (the run has not begun) the control line is all there is.
 * @param options.force no grace: everything is killed at once.
 */
export function beginStop(
  store: Store,
  runId: string,
  identity: ProcessIdentity | undefined,
  graceSeconds: number,
  { force = false } = {},
): StopLadder {
  let timer: NodeJS.Timeout | undefined;
  const term = () => void (identity && requestStop(identity));
  const kill = () => void (identity && requestStop(identity, { hurry: true }));
  writeStopLine(store, runId, { force }).then(
    () => {
      if (force) kill();
      else timer ??= setTimeout(term, graceSeconds * 1000);
    },
    // A disk that takes no line is no reason to let the run go on.
    force ? kill : term,
  );
  return {
    hurry() {
      writeStopLine(store, runId, { force: true }).then(kill, kill);
    },
    cancel: () => clearTimeout(timer),
  };
}

/** Asks for a stop in the run's control.jsonl; durable when it resolves. Rejects with StoreError. */
export function writeStopLine(store: Store, runId: string, { force = false } = {}): Promise<void> {
  const line = { v: 1 as const, at: new Date().toISOString(), by: userName(), type: "stop" as const };
  return store.appendControl(runId, { ...line, reason: "stop_requested", ...(force ? { force } : {}) });
}
