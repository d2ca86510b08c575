"use client";

import { type ReactNode, useRef } from "react";
import { useMore } from "./use-more.ts";

/** One row that scrolls sideways where it does not fit; a shade at the edge says that it goes on. @param count of the items. */
export function ScrollRow({
  count,
  shade,
  className,
  children,
}: {
  count: number;
  /** Classes of the shade: the colour behind the row. */
  shade: string;
  className: string;
  children: ReactNode;
}) {
  const row = useRef<HTMLDivElement>(null);
  const more = useMore(row, count);
  const edge = `pointer-events-none absolute inset-y-0 z-10 w-10 ${shade}`;
  return (
    <div className="@container relative shrink-0">
      {/* Positioned, so that it clips what is for screen readers only, too. */}
      <div ref={row} className={`relative flex overflow-x-auto *:shrink-0 [scrollbar-width:none] ${className}`}>
        {children}
      </div>
      {more.left ? <span aria-hidden className={`${edge} left-0 bg-linear-to-r`} /> : null}
      {more.right ? <span aria-hidden className={`${edge} right-0 bg-linear-to-l`} /> : null}
    </div>
  );
}
