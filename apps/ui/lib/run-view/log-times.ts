import type { LogTime } from "@codex-toolloop/protocol";

/** When the bytes `[start, end)` of a log were printed, as samples of its size in order. */
export interface KnownTimes {
  start: number;
  end: number;
  times: readonly LogTime[];
}

export const NO_TIMES: KnownTimes = { start: 0, end: 0, times: [] };

/** What is to be asked so that the part `[start, end)` is known; null where it is. */
export function missingTimes(known: KnownTimes, start: number, end: number): { from: number; to: number } | null {
  const goesOn = start >= known.start && start <= known.end;
  const from = goesOn ? known.end : start;
  return from < end ? { from, to: end } : null;
}

/** Adds an answer: it goes on where the known part ends, or is a part of its own. */
export function withTimes(known: KnownTimes, from: number, found: readonly LogTime[]): KnownTimes {
  const joins = from === known.end;
  const times = joins ? [...known.times, ...found] : [...found];
  return { start: joins ? known.start : from, end: times.at(-1)?.offset ?? from, times };
}

/** When the byte at `offset` had been printed: the first sample beyond it. Undefined where none is. Binary search. */
export function timeAt({ start, times }: KnownTimes, offset: number): string | undefined {
  if (offset < start) return;
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle]?.offset ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return times[low]?.at;
}
