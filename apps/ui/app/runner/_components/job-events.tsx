import type { AuditEvent } from "@codex-toolloop/protocol";
import { visibleText } from "../../../lib/run-view/visible-text.ts";

const WORDS: Record<AuditEvent["type"], string> = {
  "run.created": "created",
  "run.queued": "queued",
  "run.started": "started",
  "run.requeued": "put back into the queue",
  "run.adopted": "adopted",
  "run.recovered": "recovered",
  "run.stop_requested": "cancel requested",
  "run.approval_decided": "approval decided",
  "run.steered": "steered",
  "run.finished": "ended",
  "run.transition_refused": "change refused",
};

/** What happened to a job, in order, and who did it. */
export function JobEvents({ events }: { events: readonly AuditEvent[] }) {
  return (
    <ol aria-label="Events of the job">
      {events.map((e, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end.
        <li key={i} className="flex gap-3">
          <time dateTime={e.at} title={e.at} className="shrink-0 font-mono text-xs leading-5 text-muted">
            {e.at.slice(11, 23)}
          </time>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <b className="font-medium">{WORDS[e.type]}</b>
            {e.to && e.type === "run.finished" ? `: ${e.to}` : ""}
            {e.reason ? ` (${e.reason})` : ""} <span className="text-muted">by {visibleText(e.actor)}</span>
            {e.detail ? <span className="text-muted"> · {visibleText(e.detail)}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
