"use client";

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { changedWords } from "../../lib/diff/changed-words.ts";
import { diffRows, type LineTarget, rowOf } from "../../lib/diff/diff-rows.ts";
import { WINDOW_LINES } from "../../lib/diff/viewer-files.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { Button } from "../button.tsx";
import { DiffLines } from "./diff-lines.tsx";
import { useColours } from "./use-colours.ts";
import type { DiffLayout } from "./use-diff-prefs.ts";

/** The lines of one file's diff, a bounded part of them in the document; more on either side when asked for. */
export function DiffBody({
  path,
  text,
  layout,
  wrap,
  target,
  lineHref,
  className = "",
}: {
  path: string;
  text: string;
  layout: DiffLayout;
  wrap: boolean;
  target?: LineTarget | undefined;
  lineHref?: ((line: string) => string) | undefined;
  className?: string;
}) {
  const rows = useMemo(() => diffRows(text), [text]);
  const marked = target ? rowOf(rows, target)?.index : undefined;
  const [part, setPart] = useState(() => partAround(marked));
  // A link to a line that is not in the document yet.
  if (marked !== undefined && (marked < part.from || marked >= part.to)) setPart(partAround(marked));
  const shown = useMemo(() => rows.slice(part.from, part.to), [rows, part]);
  const words = useMemo(() => changedWords(shown), [shown]);
  const colours = useColours(path, shown);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (marked !== undefined) box.current?.querySelector("[data-marked]")?.scrollIntoView({ block: "center" });
  }, [marked]);
  if (rows.length === 0) return null;
  const after = rows.length - part.to;
  return (
    <section
      ref={box}
      aria-label={`Lines of ${visibleText(path)}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className={`overflow-x-auto bg-panel ${className}`}
    >
      {part.from > 0 ? (
        <More onClick={() => setPart({ ...part, from: Math.max(0, part.from - WINDOW_LINES) })}>
          {part.from} lines before these
        </More>
      ) : null}
      <DiffLines
        rows={shown}
        layout={layout}
        wrap={wrap}
        label={`Changes of ${visibleText(path)}`}
        colours={colours}
        words={words}
        marked={marked}
        lineHref={lineHref}
      />
      {after > 0 ? (
        <More onClick={() => setPart({ ...part, to: part.to + WINDOW_LINES })}>{after} lines after these</More>
      ) : null}
    </section>
  );
}

function More({ onClick, children }: { onClick(): void; children: ReactNode }) {
  return (
    <p className="flex items-center gap-2 border-y border-line bg-raised px-3 py-1 text-[12px] text-muted">
      {children}
      <Button variant="ghost" size="sm" className="no-script:hidden" onClick={onClick}>
        Show {WINDOW_LINES} more
      </Button>
    </p>
  );
}

function partAround(index: number | undefined): { from: number; to: number } {
  if (index === undefined || index < WINDOW_LINES) return { from: 0, to: WINDOW_LINES };
  return { from: index - WINDOW_LINES / 2, to: index + WINDOW_LINES / 2 };
}
