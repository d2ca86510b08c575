const KEY = "toolloop.notify";

/** Runs this tab was asked to tell about; kept with the tab, so that a reload forgets none. */
export function watchedRuns(): Set<string> {
  try {
    return new Set((sessionStorage.getItem(KEY) ?? "").split(",").filter(Boolean));
  } catch {
    return new Set();
  }
}

/** Adds or removes a run and tells every listener of this tab. */
export function watchRun(runId: string, on: boolean): void {
  const runs = watchedRuns();
  if (on) runs.add(runId);
  else runs.delete(runId);
  try {
    sessionStorage.setItem(KEY, [...runs].join(","));
  } catch {
    // Without storage there is nothing to remember it by; the button then stays off.
  }
  window.dispatchEvent(new Event(KEY));
}

/** Calls back when the set changes. */
export function onWatchedRuns(listener: () => void): () => void {
  window.addEventListener(KEY, listener);
  return () => window.removeEventListener(KEY, listener);
}
