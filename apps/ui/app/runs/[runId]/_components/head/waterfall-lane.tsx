import type { StepAttempt } from "../../../../../lib/run-view/overview.ts";
import { place, type WaterfallRow } from "../../../../../lib/run-view/waterfall-rows.ts";

const FILL: Record<StepAttempt["status"], string> = {
  running: "fill-running/40",
  success: "fill-success/45",
  failed: "fill-failed/55",
  canceled: "fill-canceled/45",
  timeout: "fill-timeout/55",
  lost: "fill-orphaned/45",
  skipped: "fill-muted/25",
};

const ms = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));

/** One row of the timeline: attempts as wide bars, items as thin ones, errors and approvals as marks above. */
export function WaterfallLane({ row, domain }: { row: WaterfallRow; domain: readonly [number, number] }) {
  // What a stop ended did not fail by itself.
  const stopped = row.attempts.at(-1)?.status === "canceled";
  const bad = (one: unknown, all: readonly unknown[]) =>
    stopped && one === all.at(-1) ? "fill-canceled" : "fill-failed";
  return (
    <svg aria-hidden="true" className="h-4 min-w-0 grow overflow-hidden">
      {row.attempts.map((a) => {
        const at = place(ms(a.startedAt) ?? domain[0], ms(a.finishedAt), domain);
        return at ? (
          <rect
            key={`${a.round}.${a.attempt}`}
            x={`${at.x}%`}
            width={`${at.width}%`}
            y="3"
            height="10"
            rx="2"
            className={a.reason === "pushed_back" ? FILL.canceled : FILL[a.status]}
          />
        ) : null;
      })}
      {row.spans.map((s) => {
        const at = place(Date.parse(s.startedAt), ms(s.finishedAt), domain);
        return at ? (
          <rect
            key={s.id}
            x={`${at.x}%`}
            width={`${at.width}%`}
            y="6.5"
            height="3"
            className={s.failed ? bad(s, row.spans) : "fill-fg/60"}
          />
        ) : null;
      })}
      {row.marks.map((m) => {
        const at = place(Date.parse(m.at), Date.parse(m.at), domain);
        return at ? (
          <rect
            key={m.offset}
            x={`${at.x}%`}
            width="3"
            y="0"
            height="16"
            className={m.kind === "error" ? bad(m, row.marks) : "fill-warn-line"}
          />
        ) : null;
      })}
    </svg>
  );
}
