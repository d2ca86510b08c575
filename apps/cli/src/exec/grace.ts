/**
 * Milliseconds between asking what a run started to end and killing it. Ours ends before the launcher's, so that what is
 * stubborn is killed while we can still write what happened.
 */
export function graceMs(stopGraceSeconds: number): number {
  return Math.max(0, stopGraceSeconds * 1000 * 0.8 - 200);
}

/** Milliseconds that evidence may still take after a stop: half of what is left when all that was started has ended. */
export function evidenceMs(stopGraceSeconds: number): number {
  return (stopGraceSeconds * 1000 - graceMs(stopGraceSeconds)) / 2;
}
