"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

export interface PaneHandle {
  scrollToKey(key: string, align?: "start" | "center"): void;
  scrollToEnd(): void;
}

export interface VirtualPaneProps<T> {
  label: string;
  rows: readonly T[];
  keyOf(row: T): string;
  render(row: T): ReactNode;
  /** Height in pixels of a row that was not measured yet. */
  estimate(row: T): number;
  /** The first and last row in sight, and whether the very end is. */
  onRange(first: T | undefined, last: T | undefined, atEnd: boolean): void;
  /** Rows before or after are wanted. */
  onNearStart(): void;
  onNearEnd(): void;
  /** Stays at the end while rows are added, as long as the end is in sight. */
  follow: boolean;
  /** How many things arrived since the end was left; shown on the way back. */
  unseen: number;
  onBackToEnd(): void;
  empty: ReactNode;
  handle: RefObject<PaneHandle | null>;
  className?: string;
  /** Rows may be wider than the pane. */
  wide?: boolean;
}

/** A list of any length in a pane that scrolls: only rows in sight are in the page, whatever their height. */
export function VirtualPane<T>(p: VirtualPaneProps<T>) {
  const pane = useRef<HTMLElement>(null);
  const [started, setStarted] = useState(false);
  const { rows } = p;
  const at = (i: number) => rows[i] as T;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: (i) => p.estimate(at(i)),
    getItemKey: (i) => p.keyOf(at(i)),
    overscan: 4,
    anchorTo: "end",
    followOnAppend: p.follow,
    scrollEndThreshold: 24,
    initialRect: { width: 1000, height: 700 },
    // The server renders the end of the list, where a follower starts. What fits has no other offset than 0.
    initialOffset: () => (p.follow ? Math.max(0, rows.reduce((sum, row) => sum + p.estimate(row), 0) - 700) : 0),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once; afterwards the list follows by itself.
  useLayoutEffect(() => {
    if (p.follow) virtual.scrollToEnd();
    setStarted(true);
  }, []);
  useEffect(() => {
    p.handle.current = {
      scrollToKey: (key, align = "start") => {
        const i = rows.findIndex((row) => p.keyOf(row) === key);
        if (i >= 0) virtual.scrollToIndex(i, { align });
      },
      scrollToEnd: () => virtual.scrollToEnd(),
    };
  });
  const items = virtual.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const range = virtual.range;
  const atEnd = rows.length === 0 || virtual.isAtEnd(24);
  useEffect(() => {
    if (!started) return;
    p.onRange(range ? rows[range.startIndex] : undefined, range ? rows[range.endIndex] : undefined, atEnd);
    if (!range || range.startIndex < 12) p.onNearStart();
    if (!range || range.endIndex > rows.length - 12) p.onNearEnd();
  });
  return (
    <div className={`relative min-h-0 grow ${p.className ?? ""}`}>
      <section
        ref={pane}
        aria-label={p.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        data-testid="pane"
        className="h-[75dvh] overflow-auto [contain:strict] [overflow-anchor:none] md:absolute md:inset-0 md:h-auto"
      >
        {rows.length === 0 ? p.empty : null}
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          <div
            className={`absolute top-0 left-0 ${p.wide ? "min-w-full" : "w-full"}`}
            style={{ transform: `translateY(${first?.start ?? 0}px)` }}
          >
            {items.map((item) => (
              <div key={item.key} data-index={item.index} ref={virtual.measureElement}>
                {p.render(at(item.index))}
              </div>
            ))}
          </div>
        </div>
        <span className="sr-only">{last && last.index < rows.length - 1 ? "more below" : ""}</span>
      </section>
      {started && !(atEnd && p.follow) && p.unseen > 0 ? (
        <button
          type="button"
          onClick={p.onBackToEnd}
          className="absolute right-5 bottom-3 flex items-center gap-1 rounded-full border border-accent bg-accent px-3 py-1 text-[12.5px] font-medium text-accent-fg shadow-sm"
        >
          <ArrowDown aria-hidden className="size-3.5" />
          {p.unseen.toLocaleString("en")} new
        </button>
      ) : null}
    </div>
  );
}
