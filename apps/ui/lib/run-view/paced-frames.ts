/** Bounds of the time between two renders, in milliseconds: from a frame to what a person still sees as at once. */
const GAP_MIN_MS = 16;
const GAP_MAX_MS = 120;
/** The part of the time that may go into renders: 1 / (1 + share). */
const SHARE = 2.5;

/**
 * A scheduler of renders: the first one at the next frame, the following ones further apart the longer a render takes, so
 * that several live tabs on a small machine do not starve each other (and with that themselves) of processor time.
 * A hidden tab gets no frames, so it is served at once.
 */
export function pacedFrames(): (flush: () => void) => void {
  let last = Number.NEGATIVE_INFINITY;
  let cost = 0;
  return (flush) => {
    const go = () => {
      const begun = performance.now();
      last = begun;
      flush();
      // A task after the next frame: by then layout and paint are done, too.
      requestAnimationFrame(() =>
        setTimeout(() => {
          cost = 0.7 * cost + 0.3 * (performance.now() - begun);
        }),
      );
    };
    const gap = Math.min(GAP_MAX_MS, Math.max(GAP_MIN_MS, cost * SHARE));
    const wait = last + gap - performance.now();
    if (document.visibilityState === "hidden") queueMicrotask(flush);
    else if (wait <= 0) requestAnimationFrame(go);
    else setTimeout(go, wait);
  };
}
