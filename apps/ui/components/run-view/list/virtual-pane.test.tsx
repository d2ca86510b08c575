import { act, render, screen } from "@testing-library/react";
import { memo, Profiler } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PaneHandle } from "./use-pane-scroll.ts";
import { VirtualPane } from "./virtual-pane.tsx";

// jsdom lays nothing out: rows keep their estimates, and nothing is ever resized.
beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  return () => vi.unstubAllGlobals();
});

interface Row {
  key: string;
  text: string;
}
const rows = (n: number): Row[] => Array.from({ length: n }, (_, i) => ({ key: `r${i}`, text: `row ${i}` }));

/** A pane on rows of 35 px, 20 of which fit; counts what is rendered. */
function setUp() {
  const rendered: string[] = [];
  const View = memo(function View({ row }: { row: Row }) {
    rendered.push(row.text);
    return <p>{row.text}</p>;
  });
  const commits = vi.fn();
  const handle: { current: PaneHandle | null } = { current: null };
  const nothing = () => {};
  const element = (list: Row[], follow = true) => (
    <Profiler id="pane" onRender={commits}>
      <VirtualPane<Row>
        handle={handle}
        label="Rows"
        rows={list}
        keyOf={(r) => r.key}
        estimate={() => 35}
        render={(row) => <View row={row} />}
        onRange={nothing}
        onNearStart={nothing}
        onNearEnd={nothing}
        follow={follow}
        unseen={0}
        onBackToEnd={nothing}
        empty={null}
      />
    </Profiler>
  );
  return { element, rendered, commits, handle };
}

describe("VirtualPane", () => {
  it("renders once for a batch of rows, and of the rows only those that are new", () => {
    const { element, rendered, commits } = setUp();
    const list = rows(500);
    const { rerender } = render(element(list));
    rendered.length = 0;
    commits.mockClear();
    const more = [...list, { key: "a", text: "new a" }, { key: "b", text: "new b" }];
    rerender(element(more));
    expect(rendered).toEqual(["new a", "new b"]);
    expect(commits).toHaveBeenCalledTimes(1);
    expect(screen.getByTestId("pane").scrollTop).toBe(502 * 35 - 700);
  });

  it("goes where it is told although the browser still reports the move before", () => {
    const { element, handle } = setUp();
    render(element(rows(500)));
    const pane = screen.getByTestId("pane");
    expect(pane.scrollTop).toBe(500 * 35 - 700);
    act(() => {
      handle.current?.scrollToKey("r100");
      // Of the move to the end; the one to the row is decided, and made with the next render.
      pane.dispatchEvent(new Event("scroll"));
    });
    expect(pane.scrollTop).toBe(100 * 35);
    expect(screen.getByText("row 100")).toBeInTheDocument();
  });

  it("keeps few rows in the page, however many there are", () => {
    const { element } = setUp();
    const { container } = render(element(rows(3000)));
    expect(screen.getByText("row 2999")).toBeInTheDocument();
    expect(container.querySelectorAll("p").length).toBeLessThanOrEqual(30);
  });

  it("renders a row again whose object changed, and no other", () => {
    const { element, rendered } = setUp();
    const list = rows(100);
    const { rerender } = render(element(list));
    rendered.length = 0;
    rerender(element(list.with(98, { key: "r98", text: "row 98, changed" })));
    expect(rendered).toEqual(["row 98, changed"]);
  });
});
