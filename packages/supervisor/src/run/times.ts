/**
 * An instant that is not before another one: `queuedAt` ≤ `startedAt` ≤ `finishedAt` holds also where the clock was set
 * back in between. @param floor the earlier one, where there is any. @param at default now.
 */
export function notBefore(floor: string | undefined, at = new Date().toISOString()): string {
  return floor !== undefined && Date.parse(floor) > Date.parse(at) ? floor : at;
}
