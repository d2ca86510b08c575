import { isFinal, type RunSummary } from "@codex-toolloop/protocol";
import Link from "next/link";
import { StatusBadge } from "../../../../components/status-badge.tsx";
import { RelativeTime } from "../../../../components/time.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { type AgentsParams, agentsHref } from "../../agents-params.ts";

/** The prompts of the active session, newest first; the one that the output shows is marked. */
export function RunHistory({
  params,
  runs,
  total,
  shown,
  serverNow,
}: {
  params: AgentsParams;
  runs: readonly RunSummary[];
  total: number;
  shown: RunSummary | null;
  serverNow: number;
}) {
  const { workspace, session, tab } = params;
  return (
    <section aria-label="Run history" className="flex min-h-0 flex-col border-t border-line lg:basis-0 lg:grow">
      <h3 className="flex h-8 shrink-0 items-center gap-1.5 px-3 pt-1 font-medium">
        Run history <span className="font-normal text-muted">{total || ""}</span>
      </h3>
      {runs.length === 0 ? (
        <p className="px-3 pb-3 text-xs text-muted">No prompt was run in this session yet.</p>
      ) : (
        <ul className="agents-list pb-1">
          {runs.map((r) => (
            <li key={r.runId}>
              <Link
                href={agentsHref({ workspace, session, tab, run: r.runId })}
                scroll={false}
                prefetch={false}
                data-console-item
                data-run={r.runId}
                aria-current={r.runId === shown?.runId ? "true" : undefined}
                className="agents-row"
              >
                <span className="block truncate">{visibleText(r.preview ?? r.title)}</span>
                <span className="flex items-center gap-2 text-xs text-muted">
                  <StatusBadge
                    status={r.status}
                    stopping={r.stopRequestedAt !== undefined && !isFinal(r.status)}
                    waits={Boolean(r.approvals?.length)}
                  />
                  {r.queuePosition ? <span>position {r.queuePosition}</span> : null}
                  {r.replayOf ? <span>replay</span> : null}
                  <span className="ml-auto">
                    <RelativeTime at={r.createdAt} serverNow={serverNow} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {total > runs.length && runs.length > 0 ? (
        <p className="px-3 pb-2 text-xs text-muted">
          The last {runs.length} of {total} are listed.
        </p>
      ) : null}
    </section>
  );
}
