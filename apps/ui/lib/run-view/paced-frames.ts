/**
 * A scheduler of renders: the first one at the next frame, the following ones at least `gapMs` apart. A run that writes
 * 50 events a second then costs 30 renders, and several open tabs do not starve each other of processor time.
 * A hidden tab gets no frames, so it is served at once.
 */
export function pacedFrames(gapMs: number): (flush: () => void) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (flush) => {
    const go = () => {
      last = performance.now();
      flush();
    };
    const wait = last + gapMs - performance.now();
    if (document.visibilityState === "hidden") queueMicrotask(go);
    else if (wait <= 0) requestAnimationFrame(go);
    else setTimeout(go, wait);
  };
}
