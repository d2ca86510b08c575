import type { ReactNode } from "react";
import { useRunView } from "../run-view-provider.tsx";
import { LaneChip } from "./lane.tsx";

/** One row of the transcript: a small column of time and kind, then the thing itself. */
export function Row({
  icon,
  at,
  offset,
  kind,
  children,
  tone = "",
}: {
  icon: ReactNode;
  at: string;
  offset: number;
  kind: string;
  children: ReactNode;
  tone?: string;
}) {
  const runId = useRunView((s) => s.run.runId);
  return (
    <div className={`flex gap-2.5 px-2 py-1.5 sm:px-3 ${tone}`} data-offset={offset}>
      <span className="mt-0.5 flex w-4 shrink-0 justify-center" title={kind}>
        {icon}
        <span className="sr-only">{kind}</span>
      </span>
      <div className="min-w-0 grow">
        <LaneChip />
        {children}
      </div>
      <a
        href={`/runs/${runId}?tab=events#e-${offset}`}
        title={`${at} · event at byte ${offset}`}
        className="hidden h-fit shrink-0 font-mono text-[11px] text-muted hover:text-fg hover:underline sm:block"
      >
        {at.slice(11, 19)}
      </a>
    </div>
  );
}
