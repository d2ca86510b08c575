import type { Redactor } from "../contract.ts";
import type { Entry } from "./entry.ts";

/** A start has better things to do first. */
const BEGIN_MS = 1500;
const SLICE_MS = 8;
const PAUSE_MS = 4;
/** How many runs are looked at between two looks at the clock. */
const STRIDE = 256;

/**
 * What text queries look at, masked: a search must not tell whether a secret that nobody may see is there. Masking all
 * runs takes some tenths of a second, so it is done in small slices after the load, or at once when a query comes first.
 */
export interface SearchText {
  /** Masks one run that has just come. */
  mask(entry: Entry): void;
  /** The entries are others now: begins anew. */
  restart(): void;
  /** Every entry is masked when this returns. */
  settle(): void;
  close(): void;
}

/**
 * @param all the entries, as they stand when it is called. @param raw the unmasked text of one that was masked by rules
 * that are no longer in force.
 */
export function createSearchText(
  all: () => Iterable<Entry>,
  raw: (entry: Entry) => string,
  redactor: () => Redactor,
): SearchText {
  let rest: Iterator<Entry> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let rules = redactor();

  const mask = (entry: Entry, by: Redactor) => {
    if (entry.masked === by.version) return;
    entry.hay = by.text(entry.masked === "" ? entry.hay : raw(entry)).toLowerCase();
    entry.masked = by.version;
  };
  /** @returns whether all are done. */
  const work = (until: number): boolean => {
    rest ??= all()[Symbol.iterator]();
    for (let n = 1; ; n++) {
      const { value, done } = rest.next();
      if (done) return true;
      mask(value, rules);
      if (n % STRIDE === 0 && performance.now() > until) return false;
    }
  };
  const later = (ms: number) => {
    timer = setTimeout(() => {
      if (!work(performance.now() + SLICE_MS)) later(PAUSE_MS);
    }, ms);
    timer.unref();
  };
  return {
    mask: (entry) => mask(entry, rules),
    restart() {
      rest = undefined;
      clearTimeout(timer);
      later(BEGIN_MS);
    },
    settle() {
      const now = redactor();
      if (now.version !== rules.version) {
        rules = now;
        rest = undefined;
      }
      clearTimeout(timer);
      work(Number.POSITIVE_INFINITY);
    },
    close: () => clearTimeout(timer),
  };
}
