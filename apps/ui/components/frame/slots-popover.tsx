"use client";

import type { SlotState } from "@codex-toolloop/protocol";
import Link from "next/link";
import { useLiveRuns } from "../../lib/live/use-live-runs.ts";
import type { RunRow } from "../../lib/run-row.ts";
import { NotifyWhenDone } from "../notify/notify-when-done.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { LiveDuration } from "../time.tsx";

/** What runs and what waits, live. */
export function SlotsPopover({ slots, onLeave }: { slots: SlotState; onLeave(): void }) {
  const { runs, error } = useLiveRuns(true);
  return (
    <div className="max-h-[70dvh] overflow-y-auto">
      <p className="border-b border-line px-3 py-2 text-xs text-muted">
        {slots.limit} may run at once, {slots.maxQueued} may wait.
      </p>
      {error ? <p className="px-3 py-3 text-failed">{error}</p> : null}
      {runs?.length === 0 ? <p className="px-3 py-4 text-muted">Nothing runs, nothing waits.</p> : null}
      {!runs && !error ? <p className="px-3 py-4 text-muted">Reading…</p> : null}
      <ul>
        {runs?.map((run) => (
          <SlotRun key={run.id} run={run} onLeave={onLeave} />
        ))}
      </ul>
    </div>
  );
}

function SlotRun({ run, onLeave }: { run: RunRow; onLeave(): void }) {
  return (
    <li className="flex items-center gap-2 border-b border-line px-3 py-1.5 last:border-b-0">
      <Link href={`/runs/${run.id}`} prefetch={false} onClick={onLeave} className="group min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium group-hover:underline">{run.title}</span>
          {run.workspace ? <span className="shrink-0 text-xs text-muted">{run.workspace}</span> : null}
        </span>
        <span className="flex items-baseline gap-2 text-xs text-muted">
          <StatusBadge status={run.status} stopping={run.stopping} waits={run.waits !== undefined} />
          {run.startedAt ? <LiveDuration from={run.startedAt} serverNow={Date.parse(run.startedAt)} /> : null}
          {run.note ? <span className="truncate">{run.note}</span> : null}
        </span>
      </Link>
      <NotifyWhenDone runId={run.id} title={run.title} compact />
    </li>
  );
}
