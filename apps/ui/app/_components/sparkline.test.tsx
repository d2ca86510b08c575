import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Sparkline } from "./sparkline.tsx";

afterEach(cleanup);

/** The rectangles of one colour as [x, y, width, height]. */
function bars(className: string): number[][] {
  const d = document.querySelector(`path.${CSS.escape(className)}`)?.getAttribute("d") ?? "";
  return [...d.matchAll(/M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-\3z/g)].map((m) => m.slice(1).map(Number));
}

it("stacks the failed part on the finished one, on a line that is always there", () => {
  render(
    <Sparkline
      hours={[
        { finished: 4, failed: 1 },
        { finished: 0, failed: 0 },
        { finished: 1, failed: 1 },
      ]}
    />,
  );
  expect(screen.getByRole("img", { name: /5 finished, 2 of them failed; at most 4 in an hour/ })).toBeDefined();
  expect(bars("fill-line-strong").map(([x]) => x)).toEqual([0, 9, 18]);
  expect(bars("fill-success/70")).toEqual([[0, 8.5, 7, 19.5]]);
  expect(bars("fill-failed")).toEqual([
    [0, 2, 7, 6.5],
    [18, 21.5, 7, 6.5],
  ]);
});
