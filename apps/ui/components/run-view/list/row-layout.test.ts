import { describe, expect, it, vi } from "vitest";
import { RowLayout } from "./row-layout.ts";

const list = (n: number) => Array.from({ length: n }, (_, i) => ({ key: `r${i}`, guess: i % 2 === 0 ? 30 : 50 }));
type Row = ReturnType<typeof list>[number];
const source = (rows: Row[]) => ({ rows, keyOf: (r: Row) => r.key, estimate: (r: Row) => r.guess });

describe("RowLayout", () => {
  it("finds the row at any distance from the top", () => {
    const layout = new RowLayout<Row>();
    layout.update(source(list(100)));
    for (let i = 0; i < 100; i++) {
      expect(layout.indexAt(layout.top(i))).toBe(i);
      expect(layout.indexAt(layout.top(i + 1) - 0.01)).toBe(i);
    }
    expect([layout.indexAt(-5), layout.indexAt(1e9), layout.total]).toEqual([0, 99, 4000]);
  });

  it("expects of a new row what rows like it measured", () => {
    const layout = new RowLayout<Row>();
    layout.update(source(list(2)));
    expect(layout.measured(0, 27.5)).toBe(true);
    layout.update(source(list(4)));
    expect(layout.total).toBe(27.5 + 50 + 27.5 + 50);
    expect(layout.measured(2, 27.5)).toBe(false);
  });

  it("looks at appended rows only", () => {
    const layout = new RowLayout<Row>();
    const rows = list(3000);
    layout.update(source(rows));
    expect(layout.total).toBe(120_000);
    const more = source([...rows, ...list(3002).slice(3000)]);
    const keyOf = vi.spyOn(more, "keyOf");
    const estimate = vi.spyOn(more, "estimate");
    layout.update(more);
    expect(layout.total).toBe(120_080);
    expect(keyOf.mock.calls.length + estimate.mock.calls.length).toBeLessThan(10);
  });

  it("starts anew where two rows in the middle changed places", () => {
    const layout = new RowLayout<Row>();
    const rows = list(6);
    layout.update(source(rows));
    layout.measured(2, 100);
    const [a, b, c, d, ...rest] = rows as [Row, Row, Row, Row, ...Row[]];
    layout.update(source([a, b, d, c, ...rest]));
    expect([2, 3].map((i) => layout.key(i))).toEqual(["r3", "r2"]);
    expect([layout.top(3) - layout.top(2), layout.top(4) - layout.top(3)]).toEqual([50, 100]);
  });

  it("takes rows anew that are other objects with the same keys", () => {
    const layout = new RowLayout<Row>();
    layout.update(source(list(4)));
    layout.measured(1, 70);
    layout.update(source(list(5)));
    expect([layout.count, layout.key(4), layout.total]).toEqual([5, "r4", 30 + 70 + 30 + 70 + 30]);
  });

  it("starts anew where rows came before or went", () => {
    const layout = new RowLayout<Row>();
    const rows = list(10);
    layout.update(source(rows));
    layout.measured(4, 100);
    layout.update(source(rows.slice(3)));
    expect([layout.indexOf("r4"), layout.top(1), layout.top(2)]).toEqual([1, 50, 150]);
  });
});
