"use client";

import { ArrowDown } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { type PaneHandle, usePaneScroll } from "./use-pane-scroll.ts";

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
  /** Floats above the rows. */
  overlay?: ReactNode;
  /** Rows may be wider than the pane. */
  wide?: boolean;
}

/** A list of any length in a pane that scrolls: only rows in sight are in the page, whatever their height. */
export function VirtualPane<T>(p: VirtualPaneProps<T>) {
  const [started, setStarted] = useState(false);
  const { rows } = p;
  const { elements, handle, shown, atEnd, first } = usePaneScroll<T>(p, p.follow);
  useEffect(() => setStarted(true), []);
  useEffect(() => {
    p.handle.current = handle;
  }, [p.handle, handle]);
  useEffect(() => {
    if (!started) return;
    p.onRange(rows[shown.first], rows[shown.last], atEnd);
    if (shown.first < 12) p.onNearStart();
    if (shown.last > rows.length - 12) p.onNearEnd();
  });
  return (
    <div className={`relative min-h-0 grow ${p.className ?? ""}`}>
      <section
        ref={elements.pane}
        aria-label={p.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        data-testid="pane"
        className="absolute inset-0 overflow-auto [contain:strict] [overflow-anchor:none]"
      >
        {rows.length === 0 ? p.empty : null}
        <div ref={elements.space} className="relative w-full" style={{ height: first.height }}>
          <div
            ref={elements.block}
            className={`absolute left-0 ${p.wide ? "min-w-full" : "w-full"}`}
            style={{ top: first.top }}
          >
            {rows.slice(shown.from, shown.to + 1).map((row) => (
              <div key={p.keyOf(row)}>{p.render(row)}</div>
            ))}
          </div>
        </div>
        <span className="sr-only">{shown.to >= 0 && shown.to < rows.length - 1 ? "more below" : ""}</span>
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
      {p.overlay}
    </div>
  );
}
