"use client";

import { type RefObject, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { PaneScroll, type Shown } from "./pane-scroll.ts";
import type { RowSource } from "./row-layout.ts";

export interface PaneHandle {
  scrollToKey(key: string, align?: "start" | "center"): void;
  scrollToEnd(): void;
}

export interface PaneElements {
  /** What scrolls. */
  pane: RefObject<HTMLElement | null>;
  /** As high as all rows. */
  space: RefObject<HTMLDivElement | null>;
  /** Holds the rows that are in the page, one child each. */
  block: RefObject<HTMLDivElement | null>;
}

export interface PaneView {
  elements: PaneElements;
  handle: PaneHandle;
  shown: Shown;
  atEnd: boolean;
  /** What the first render, the server's too, gives `space` and `block`; later styles are written here, not by React. */
  first: { height: number; top: number };
}

/**
 * Joins a `PaneScroll` to its elements. Rows are measured where they are put into the page and when they change; heights
 * and places are written straight to the elements, before the browser paints. A batch of rows is one render and one
 * layout, unless a row turns out so small that more of them are in sight.
 */
export function usePaneScroll<T>(source: RowSource<T>, follow: boolean): PaneView {
  const [, renderAgain] = useReducer((n: number) => n + 1, 0);
  const elements = {
    pane: useRef<HTMLElement>(null),
    space: useRef<HTMLDivElement>(null),
    block: useRef<HTMLDivElement>(null),
  };
  const { pane, space, block } = elements;
  const [scroll] = useState(() => new PaneScroll(source, follow));
  scroll.update(source, follow);
  const { shown } = scroll;
  const [first] = useState(() => ({ height: scroll.layout.total, top: scroll.layout.top(shown.from) }));
  const [rows] = useState(() => new RowWatch());
  // Where the pane is known to be; what the browser was told last.
  const told = useRef({ scrollTop: 0, height: -1, top: -1 });

  const write = (from: number) => {
    const height = scroll.layout.total;
    const top = scroll.layout.top(from);
    if (space.current && told.current.height !== height) space.current.style.height = `${height}px`;
    if (block.current && told.current.top !== top) block.current.style.top = `${top}px`;
    told.current.height = height;
    told.current.top = top;
  };
  /** Brings the elements to where `scroll` says. Returns whether every row in sight is in the page. */
  const settle = (from: number, to: number): boolean => {
    scroll.place();
    write(from);
    if (pane.current && Math.abs(scroll.scrollTop - told.current.scrollTop) >= 0.5)
      pane.current.scrollTop = told.current.scrollTop = scroll.scrollTop;
    const { first, last } = scroll.shown;
    return first >= from && last <= to;
  };

  useLayoutEffect(() => {
    const { from, to } = shown;
    if (pane.current && told.current.height < 0) scroll.resized(pane.current.clientHeight || scroll.height);
    write(from);
    if (block.current) rows.take(block.current, (i, height) => scroll.layout.measured(from + i, height));
    if (settle(from, to)) scroll.settled();
    else renderAgain();
  });

  const now = useRef({ shown, settle });
  useLayoutEffect(() => {
    now.current = { shown, settle };
  });
  useEffect(() => {
    const el = pane.current;
    if (!el) return;
    const isNews = (wasAtEnd: boolean) => {
      const { first, last } = scroll.shown;
      const { shown } = now.current;
      return first !== shown.first || last !== shown.last || wasAtEnd !== scroll.atEnd;
    };
    const onScroll = () => {
      // The echo of an own move may come when the next one is decided and not yet made: it must not undo that.
      if (Math.abs(el.scrollTop - told.current.scrollTop) < 1) return;
      const wasAtEnd = scroll.atEnd;
      told.current.scrollTop = el.scrollTop;
      // In the frame that shows the new place.
      if (scroll.scrolledTo(el.scrollTop) && isNews(wasAtEnd)) flushSync(renderAgain);
    };
    const again = () => {
      const wasAtEnd = scroll.atEnd;
      const { shown, settle } = now.current;
      if (!settle(shown.from, shown.to)) return flushSync(renderAgain);
      scroll.settled();
      if (isNews(wasAtEnd)) renderAgain();
    };
    const size = new ResizeObserver(() => {
      if (el.clientHeight === 0 || el.clientHeight === scroll.height) return;
      scroll.resized(el.clientHeight);
      again();
    });
    size.observe(el);
    rows.onResize((heights) => {
      const { from } = now.current.shown;
      let changed = false;
      for (const [i, height] of heights) changed = scroll.layout.measured(from + i, height) || changed;
      if (changed) again();
    });
    el.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      size.disconnect();
      rows.close();
      el.removeEventListener("scroll", onScroll);
    };
  }, [pane, scroll, rows]);
  const [handle] = useState(
    (): PaneHandle => ({
      scrollToKey: (key, align = "start") => {
        scroll.aimAt(key, align);
        renderAgain();
      },
      scrollToEnd: () => {
        scroll.aimAtEnd();
        renderAgain();
      },
    }),
  );
  return { elements, handle, shown, atEnd: scroll.atEnd, first };
}

/** Measures each row once when it is put into the page, and says when it changes. */
class RowWatch {
  readonly #rows = new Map<Element, number>();
  #observer: ResizeObserver | undefined;

  /** Takes the rows that are in the page now. `measured` gets the place and height of those that are new. */
  take(block: Element, measured: (i: number, height: number) => void): void {
    for (const row of this.#rows.keys())
      if (row.parentElement !== block) {
        this.#observer?.unobserve(row);
        this.#rows.delete(row);
      }
    for (const [i, row] of [...block.children].entries()) {
      if (!this.#rows.has(row)) {
        const { height } = row.getBoundingClientRect();
        if (height > 0) measured(i, height);
        this.#observer?.observe(row, { box: "border-box" });
      }
      this.#rows.set(row, i);
    }
  }

  onResize(changed: (heights: [number, number][]) => void): void {
    this.#observer = new ResizeObserver((entries) => {
      const heights = entries.flatMap((e): [number, number][] => {
        const i = this.#rows.get(e.target);
        const height = e.borderBoxSize[0]?.blockSize ?? 0;
        return i === undefined || height === 0 ? [] : [[i, height]];
      });
      changed(heights);
    });
    for (const row of this.#rows.keys()) this.#observer.observe(row, { box: "border-box" });
  }

  close(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }
}
