import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PaneScroll } from "./pane-scroll.ts";

interface Row {
  key: string;
  real: number;
}
const ESTIMATE = 34;
const row = (i: number, real = ESTIMATE): Row => ({ key: `r${i}`, real });
const rows = (from: number, to: number, real?: number) =>
  Array.from({ length: to - from }, (_, i) => row(from + i, real));
const source = (list: readonly Row[]) => ({ rows: list, keyOf: (r: Row) => r.key, estimate: () => ESTIMATE });

/** Shows the list as a page does: measures what is in it until everything in sight is. */
function show(pane: PaneScroll<Row>, list: readonly Row[], follow: boolean): void {
  pane.update(source(list), follow);
  for (let n = 0; n < 50; n++) {
    const { from, to } = pane.shown;
    for (let i = from; i <= to; i++) pane.layout.measured(i, list[i]?.real ?? 0);
    pane.place();
    const { first, last } = pane.shown;
    if (first < from || last > to) continue;
    pane.settled();
    return;
  }
  throw new Error("does not settle");
}
/** Distance of a row's top from the pane's. */
const seenAt = (pane: PaneScroll<Row>, key: string) => pane.layout.top(pane.layout.indexOf(key)) - pane.scrollTop;

describe("PaneScroll", () => {
  it("begins at the end and follows it", () => {
    const list = rows(0, 100, 50);
    const pane = new PaneScroll(source(list), true);
    show(pane, list, true);
    expect([pane.shown.last, pane.atEnd, pane.scrollTop]).toEqual([99, true, pane.max]);
    const more = [...list, ...rows(100, 140, 81)];
    show(pane, more, true);
    expect([pane.shown.last, pane.atEnd, pane.scrollTop]).toEqual([139, true, pane.max]);
  });

  it("stays at the end without following where more of the file was read", () => {
    const list = rows(0, 100);
    const pane = new PaneScroll(source(list), true);
    show(pane, list, true);
    const seen = seenAt(pane, "r95");
    show(pane, [...list, ...rows(100, 150)], false);
    expect([seenAt(pane, "r95"), pane.atEnd]).toEqual([seen, false]);
  });

  it("lets go of the end at the smallest move up, and takes it again at the end", () => {
    const list = rows(0, 100);
    const pane = new PaneScroll(source(list), true);
    show(pane, list, true);
    pane.scrolledTo(pane.scrollTop - 3);
    show(pane, list, true);
    expect(pane.atEnd).toBe(false);
    const { scrollTop } = pane;
    show(pane, [...list, ...rows(100, 120)], false);
    expect(pane.scrollTop).toBe(scrollTop);
    pane.scrolledTo(pane.max - 10);
    expect(pane.atEnd).toBe(true);
  });

  it("does not take the echo of an own move for a person's", () => {
    const list = rows(0, 100);
    const pane = new PaneScroll(source(list), true);
    show(pane, list, true);
    expect(pane.scrolledTo(Math.round(pane.scrollTop))).toBe(false);
    expect(pane.atEnd).toBe(true);
  });

  it("shows the row it was asked for, however wrong the estimates were", () => {
    const list = rows(0, 500, 217);
    const pane = new PaneScroll(source(list), true);
    show(pane, list, true);
    pane.aimAt("r250", "start");
    show(pane, list, false);
    expect(seenAt(pane, "r250")).toBe(0);
    pane.aimAt("r20", "center");
    show(pane, list, false);
    expect(seenAt(pane, "r20")).toBeCloseTo((700 - 217) / 2, 5);
  });

  it("keeps what is read in its place while rows come before and after, go, and turn out higher above", () => {
    const change = fc.record({
      kind: fc.constantFrom("append", "prepend", "trimStart", "scroll", "grow"),
      n: fc.integer({ min: 1, max: 30 }),
      real: fc.integer({ min: 10, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let list = rows(1000, 1200);
        let [low, high] = [1000, 1200];
        const pane = new PaneScroll(source(list), true);
        show(pane, list, true);
        pane.scrolledTo(2000);
        show(pane, list, false);
        for (const c of changes) {
          const { first, last } = pane.shown;
          // The first row in sight whose height is known stays; it is in the page, so it is measured.
          const kept = list[Math.min(first + 1, last)]?.key ?? "";
          let seen = seenAt(pane, kept);
          if (c.kind === "append") {
            list = [...list, ...rows(high, high + c.n, c.real)];
            high += c.n;
          } else if (c.kind === "prepend") {
            list = [...rows(low - c.n, low, c.real), ...list];
            low -= c.n;
          } else if (c.kind === "trimStart") {
            const gone = Math.min(c.n, Math.max(0, first - 1));
            list = list.slice(gone);
            low += gone;
          } else if (c.kind === "grow") {
            list = list.map((r, i) => (i < first ? { ...r, real: c.real } : r));
          } else {
            const before = pane.scrollTop;
            pane.scrolledTo(Math.max(700, Math.min(pane.max - 100, before + (c.n % 2 ? c.n : -c.n))));
            seen += before - pane.scrollTop;
          }
          // Too near to the list's own beginning nothing can keep its place.
          const room = pane.layout.top(pane.shown.first);
          show(pane, list, false);
          if (room > 0 && pane.scrollTop > 0 && pane.scrollTop < pane.max)
            expect(seenAt(pane, kept)).toBeCloseTo(seen, 3);
        }
      }),
      { numRuns: 200 },
    );
  });
});
