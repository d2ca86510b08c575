"use client";

import { formatDuration, isFinal } from "@codex-toolloop/protocol";
import { ChartGantt } from "lucide-react";
import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../../../../components/button.tsx";
import { useCalmRunView, useRunView } from "../../../../../components/run-view/run-view-provider.tsx";
import { useNow } from "../../../../../components/time.tsx";
import { timeDomain, waterfallRows } from "../../../../../lib/run-view/waterfall-rows.ts";
import { WaterfallLane } from "./waterfall-lane.tsx";
import { WaterfallTable } from "./waterfall-table.tsx";

/** Rows in sight; more scroll, by whole rows. `max-h-[7.5rem]` are 6 rows of 1.25rem. */
const ROWS_IN_SIGHT = 6;

/** Steps and items over time. Drag over it to zoom; the table below says the same to a keyboard or a screen reader. */
export function Waterfall({ serverNow }: { serverNow: number }) {
  const overview = useCalmRunView((s) => s.overview);
  const run = useRunView((s) => s.run);
  const live = !isFinal(run.status);
  const now = useNow(1000, serverNow, live);
  const { rows, hidden } = useMemo(() => waterfallRows(overview), [overview]);
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const [asTable, setAsTable] = useState(false);
  /** On a narrow screen the lanes would take the room of what is read. */
  const [unfolded, setUnfolded] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  // What runs is at the end.
  useEffect(() => {
    if (live && rows.length > ROWS_IN_SIGHT) lanes.current?.scrollTo({ top: lanes.current.scrollHeight });
  }, [live, rows.length]);
  const whole = timeDomain(rows, live ? now : undefined);
  const [start] = whole;
  const domain = zoom ?? whole;
  if (rows.length === 0) return null;

  const at = (e: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    return box && box.width > 0 ? Math.min(1, Math.max(0, (e.clientX - box.left) / box.width)) : 0;
  };
  const finish = () => {
    const [a, b] = drag ? [Math.min(...drag), Math.max(...drag)] : [0, 0];
    setDrag(null);
    if (b - a < 0.01) return;
    const width = domain[1] - domain[0];
    setZoom([domain[0] + a * width, domain[0] + b * width]);
  };
  return (
    <section aria-label="Timeline" className="rounded-md border border-line bg-panel">
      <div className="flex h-7 items-center gap-2 border-b border-line px-2 text-[12px] text-muted">
        <ChartGantt aria-hidden className="size-3.5" />
        <span className="truncate">
          {formatDuration(domain[1] - domain[0])}
          {zoom ? ` from ${formatDuration(domain[0] - start)} on` : ""}
          {rows.length > ROWS_IN_SIGHT && !asTable ? ` · ${rows.length} rows, scroll for all` : ""}
          {hidden > 0 ? ` · ${hidden} earlier steps are in the table` : ""}
          {overview.droppedSpans > 0 ? ` · ${overview.droppedSpans} short items left out` : ""}
        </span>
        <span className="ml-auto flex gap-1">
          {zoom ? (
            <Button variant="ghost" className="h-6 px-2" onClick={() => setZoom(null)}>
              Reset zoom
            </Button>
          ) : (
            <span className="hidden self-center pr-1 lg:inline">drag to zoom</span>
          )}
          {asTable ? null : (
            <Button
              variant="ghost"
              className="h-6 px-2 md:hidden"
              aria-expanded={unfolded}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? "Hide" : "Show"}
              <span className="sr-only"> timeline</span>
            </Button>
          )}
          <Button variant="ghost" className="h-6 px-2" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </Button>
        </span>
      </div>
      {asTable ? (
        <WaterfallTable overview={overview} start={start} />
      ) : (
        // The table holds the same facts, reachable by keyboard.
        <div
          ref={lanes}
          aria-hidden
          className={`relative my-1 max-h-[7.5rem] snap-y overflow-x-hidden overflow-y-auto ${unfolded ? "" : "max-md:hidden"}`}
        >
          {rows.map((row) => (
            <div key={row.id} className="flex h-5 snap-start items-center gap-2 px-2">
              <span className="w-20 shrink-0 truncate text-[11.5px] text-muted sm:w-32 lg:w-48" title={row.label}>
                {row.label}
              </span>
              <WaterfallLane row={row} domain={domain} />
            </div>
          ))}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the table is the way for a keyboard. */}
          <div
            ref={area}
            style={{ height: `${rows.length * 1.25}rem` }}
            className="absolute top-0 right-2 left-[6rem] cursor-crosshair touch-pan-y sm:left-[9rem] lg:left-[13rem]"
            onPointerDown={(e) => {
              if (e.button !== 0) return;
              e.currentTarget.setPointerCapture(e.pointerId);
              const x = at(e);
              setDrag([x, x]);
            }}
            onPointerMove={(e) => drag && setDrag([drag[0], at(e)])}
            onPointerUp={finish}
            onPointerCancel={() => setDrag(null)}
            onDoubleClick={() => setZoom(null)}
          >
            {drag ? (
              <svg aria-hidden="true" className="size-full">
                <rect
                  x={`${Math.min(...drag) * 100}%`}
                  width={`${Math.abs(drag[1] - drag[0]) * 100}%`}
                  height="100%"
                  className="fill-accent/15"
                />
              </svg>
            ) : null}
          </div>
        </div>
      )}
    </section>
  );
}
