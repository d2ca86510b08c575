import { isFinal, type RunStatus, type RunSummary } from "@codex-toolloop/protocol";

/** What one row of the run list shows; small, because fifty of them travel with the page. */
export interface RunRow {
  id: string;
  status: RunStatus;
  stopping: boolean;
  /** Approvals that wait for a person. */
  waits?: number | undefined;
  workflow: string;
  title: string;
  /** What the run is about right now, or why it failed; one line. */
  note?: string | undefined;
  workspace?: string | undefined;
  workspacePath?: string | undefined;
  createdAt: string;
  startedAt?: string | undefined;
  finishedAt?: string | undefined;
  durationMs?: number | undefined;
  usualMs?: number | undefined;
  tokens?: number | undefined;
  costUsd?: number | undefined;
  /** Played again from a recording. */
  replay?: true | undefined;
  by: string;
  via: string;
  /** The run that it goes on with. */
  resumes?: string | undefined;
  /** Of a prompt: the conversation that it belongs to. */
  session?: string | undefined;
}

const OPTIONAL = [
  "waits",
  "note",
  "workspace",
  "workspacePath",
  "startedAt",
  "finishedAt",
  "durationMs",
  "usualMs",
  "tokens",
  "costUsd",
  "replay",
  "session",
  "resumes",
] as const satisfies (keyof RunRow)[];

/** Turns a run as the store knows it into a row; the same for the page and for the live stream. */
export function toRunRow(run: RunSummary): RunRow {
  const usage = run.usage;
  const tokens = usage?.totalTokens ?? (usage ? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) : 0);
  const row: RunRow = {
    id: run.runId,
    status: run.status,
    stopping: run.stopRequestedAt !== undefined && !isFinal(run.status),
    waits: (run.status === "running" && run.approvals?.length) || undefined,
    workflow: run.workflow,
    title: run.title,
    note: noteOf(run),
    workspace: run.workspace?.name,
    workspacePath: run.workspace?.path,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    durationMs: run.durationMs,
    usualMs: run.usualDurationMs,
    tokens: tokens > 0 ? tokens : undefined,
    // What a replay says of cost was paid by the run that it plays.
    costUsd: run.replayOf ? undefined : usage?.costUsd,
    replay: run.replayOf ? true : undefined,
    by: run.requestedBy,
    via: run.requestedVia,
    session: run.sessionId,
    resumes: run.resumes?.runId,
  };
  // What is not there would travel to the browser by name, fifty times.
  for (const key of OPTIONAL) if (row[key] === undefined) delete row[key];
  return row;
}

function noteOf(run: RunSummary): string | undefined {
  if (run.status === "queued") return run.queuePosition ? `position ${run.queuePosition} in the queue` : undefined;
  const asked = run.status === "running" ? run.approvals?.[0] : undefined;
  if (asked) return asked.title;
  const steps = run.steps;
  if (run.status === "running" && steps && steps.total > 0) {
    const at = `step ${Math.min(steps.finished + 1, steps.total)} of ${steps.total}`;
    return steps.current ? `${at}: ${steps.current}` : at;
  }
  if (run.status !== "success" && run.detail) return run.detail;
  // A prompt is called by its first line, which is its preview as well.
  return run.preview === run.title ? undefined : run.preview;
}

const RANK = { queued: 0, running: 1, success: 2, failed: 2, canceled: 2, timeout: 2, orphaned: 2 } as const;

/** True where `live` has gone further than `page`. A run never goes back, so a late page cannot undo what the stream said. */
export function isAhead(live: RunRow, page: RunRow | undefined): boolean {
  return page === undefined || RANK[live.status] > RANK[page.status];
}
