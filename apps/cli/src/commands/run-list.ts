import { formatDuration, type RunKind, RunListQuery, type RunStatus, type RunSummary } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { type Io, print } from "../io.ts";
import { jsonLine } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";
import { type Cell, table } from "../render/table.ts";
import { currentStatus } from "../runs/current-status.ts";

export interface RunListOptions {
  status?: RunStatus | undefined;
  kind?: RunKind | undefined;
  limit: number;
  json: boolean;
}

/** `run list`: newest first. The status of runs that have not ended is judged anew, so a filter by status sees them all. */
export async function runListCommand(io: Io, store: Store, options: RunListOptions): Promise<number> {
  const catalog = await store.catalog();
  for (const live of catalog.live()) {
    const { status, reason } = await currentStatus(store, live);
    if (status !== live.status) catalog.overlay(live.runId, { status, ...(reason ? { reason } : {}) });
  }
  const { items, total } = catalog.query(
    RunListQuery.parse({ kind: options.kind, status: options.status && [options.status], limit: options.limit }),
  );
  if (options.json) print(io, jsonLine({ items, total, limit: options.limit, offset: 0 }));
  else if (items.length === 0) print(io, emptyList(options));
  else {
    const now = new Date();
    print(
      io,
      table(
        HEADER,
        items.map((run) => row(io, run, now)),
        io.stdout.columns,
      ),
    );
    if (total > items.length) print(io, io.style.dim(`${items.length} of ${total}; more with --limit`));
  }
  return 0;
}

const HEADER = ["RUN", "STATUS", "KIND", "WORKFLOW", "STARTED", "TOOK", "TITLE"];

function row(io: Io, run: RunSummary, now: Date): (string | Cell)[] {
  const { style } = io;
  return [
    run.runId,
    { text: run.status, paint: (s) => styledStatus(style, s) },
    run.kind,
    run.workflow,
    ago(run.startedAt ?? run.createdAt, now),
    run.durationMs === undefined ? "" : formatDuration(run.durationMs),
    run.detail === undefined ? run.title : `${run.title}: ${run.detail}`,
  ];
}

/** `3 m ago`, `2 d ago`. */
export function ago(at: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

function emptyList({ status, kind }: RunListOptions): string {
  if (status !== undefined || kind !== undefined) return "no run matches";
  return "no runs yet; start one with: codex-toolloop run workflow tour";
}
