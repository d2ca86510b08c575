import type { AbortReason } from "@codex-toolloop/workflows";

/** Signals that ask a run to end. A closed terminal (HUP) and Ctrl-C (INT) are stops like any other. */
const STOP_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** A TERM this close before the deadline is the launcher's deadline, not somebody's stop. */
const DEADLINE_SLACK_MS = 50;
/** Longest timer that Node keeps. */
const TIMER_MAX = 2 ** 31 - 1;

export interface StopSource {
  /** Aborted with an `AbortReason` as its reason, once. */
  readonly signal: AbortSignal;
  stop(reason: AbortReason): void;
  /** Starts the clock. */
  setDeadline(inMs: number): void;
  close(): void;
}

/**
 * Everything that can end a run early, in one AbortSignal: signals from now on, the deadline once it is set, and `stop`
 * for what control.jsonl says. The first reason stays.
 */
export function stopSource(): StopSource {
  const controller = new AbortController();
  let deadlineAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const stop = (reason: AbortReason) => {
    if (!controller.signal.aborted) controller.abort(reason);
  };
  const onSignal = () => stop(performance.now() >= deadlineAt - DEADLINE_SLACK_MS ? "deadline" : "stop_requested");
  for (const name of STOP_SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop,
    setDeadline(inMs) {
      deadlineAt = performance.now() + inMs;
      timer = setTimeout(() => stop("deadline"), Math.max(0, Math.min(inMs, TIMER_MAX))).unref();
    },
    close() {
      clearTimeout(timer);
      // The handlers stay: a TERM between the last write and our exit must not change how we end.
    },
  };
}
