import { formatDuration, type SlotState } from "@codex-toolloop/protocol";
import type { RunStats } from "@codex-toolloop/store";
import type { ReactNode } from "react";
import { Sparkline } from "./sparkline.tsx";

/** The last day at a glance. */
export function StatStrip({ stats, slots }: { stats: RunStats; slots: SlotState }) {
  const { finished, succeeded, medianDurationMs } = stats;
  const rate = finished > 0 ? Math.floor((succeeded / finished) * 100) : undefined;
  return (
    <dl className="mb-3 grid grid-cols-2 overflow-hidden rounded-lg border border-line bg-panel sm:grid-cols-4 lg:grid-cols-[1fr_1fr_1fr_1fr_minmax(16rem,1.6fr)]">
      <Stat label="Running" value={stats.running} note={`of ${slots.limit} slots`} />
      <Stat label="Queued" value={stats.queued} note={`of ${slots.maxQueued} places`} />
      <Stat
        label="Success, 24 h"
        value={rate === undefined ? "–" : `${rate} %`}
        note={finished === 0 ? "none finished" : `${succeeded} of ${finished}`}
      />
      <Stat
        label="Median, 24 h"
        value={medianDurationMs === undefined ? "–" : formatDuration(medianDurationMs)}
        note="per run"
      />
      <div className="col-span-full flex items-end justify-between gap-4 border-t border-line px-4 py-2.5 lg:col-span-1 lg:border-t-0 lg:border-l">
        <dt className="text-xs text-muted">Finished per hour</dt>
        <dd className="min-w-0 max-w-64 grow">
          <Sparkline hours={stats.hours} />
        </dd>
      </div>
    </dl>
  );
}

function Stat({ label, value, note }: { label: string; value: ReactNode; note: string }) {
  return (
    <div className="border-line px-4 py-2.5 even:border-l nth-3:max-sm:border-t nth-4:max-sm:border-t nth-3:sm:border-l">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="flex items-baseline gap-2">
        <span className="text-xl font-semibold tracking-tight whitespace-nowrap">{value}</span>
        <span className="truncate text-xs text-muted">{note}</span>
      </dd>
    </div>
  );
}
