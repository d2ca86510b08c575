import type { RunSummary } from "@codex-toolloop/protocol";
import { foldOverview } from "../lib/run-view/fold-overview.ts";
import { emptyOverview } from "../lib/run-view/overview.ts";
import type { RunViewInitial } from "../lib/run-view/run-view-snapshot.ts";
import { placed, RUN } from "../lib/run-view/test-events.ts";

const SUMMARY: RunSummary = {
  v: 1,
  runId: RUN,
  kind: "prompt",
  workflow: "prompt",
  title: "P",
  requestedBy: "ada",
  requestedVia: "dashboard",
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "running",
};

/** What a run's page would get of a run with these events: for tests of what it shows. */
export function runInitial(
  bodies: Record<string, unknown>[],
  run: Partial<RunSummary> = {},
  more: Partial<RunViewInitial> = {},
): RunViewInitial {
  const events = placed(bodies);
  const size = events.length * 100;
  const summary = { ...SUMMARY, ...run };
  const isComplete = summary.status !== "running" && summary.status !== "queued";
  return {
    run: summary,
    page: { events, firstOffset: 0, nextOffset: size, size, skipped: 0, isComplete },
    overview: foldOverview(emptyOverview(), events),
    logSize: 0,
    skipped: 0,
    ...more,
  };
}
