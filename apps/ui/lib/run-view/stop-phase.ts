/** How far a stop is: when the next signal is due, in whole seconds. */
export type StopPhase = { next: "SIGTERM" | "SIGKILL"; seconds: number } | { next: null };

/**
 * The rung of the stop ladder at an instant. A run is asked first; what has not ended after the grace gets SIGTERM, and
 * what is left after another one SIGKILL.
 * @param requestedAt ISO instant. @param graceSeconds the run's `stopGraceSeconds`. @param now milliseconds since 1970.
 */
export function stopPhase(requestedAt: string, graceSeconds: number, now: number): StopPhase {
  const passed = Math.max(0, now - Date.parse(requestedAt)) / 1000;
  if (passed < graceSeconds) return { next: "SIGTERM", seconds: Math.ceil(graceSeconds - passed) };
  if (passed < 2 * graceSeconds) return { next: "SIGKILL", seconds: Math.ceil(2 * graceSeconds - passed) };
  return { next: null };
}
