"use client";

import { createContext, useContext } from "react";
import { visibleText } from "../../../lib/run-view/visible-text.ts";

/** The step of the row at hand, where several ran at the same time. */
export const Lane = createContext<string | undefined>(undefined);

/** Names that step at the head of its row. */
export function LaneChip() {
  const lane = useContext(Lane);
  if (lane === undefined) return null;
  return (
    <span
      data-testid="lane"
      className="mb-0.5 block w-fit max-w-60 truncate rounded border border-line bg-raised px-1.5 text-[11px] leading-4 text-muted"
    >
      {visibleText(lane)}
    </span>
  );
}
