import type { RunStatus } from "@codex-toolloop/protocol";
import { STATUS_SHAPES, WAITS_SHAPE } from "./status-shapes.ts";

const COLOUR = {
  queued: "text-queued",
  running: "text-running",
  success: "text-success",
  failed: "text-failed",
  canceled: "text-canceled",
  timeout: "text-timeout",
  orphaned: "text-orphaned",
} as const satisfies Record<RunStatus, string>;

/** The icon alone, in its colour; the word must stand beside it. */
export function StatusIcon({ status }: { status: RunStatus }) {
  return <Shape status={status} className={COLOUR[status]} />;
}

/**
 * A run's state as icon, word and colour, never colour alone. `stopping` is a running run that was asked to stop, `waits`
 * one that cannot go on before somebody decides.
 */
export function StatusBadge({
  status,
  stopping = false,
  waits = false,
}: {
  status: RunStatus;
  stopping?: boolean;
  waits?: boolean;
}) {
  if (waits && !stopping && status === "running")
    return (
      <span
        className="inline-flex items-center gap-1.5 font-medium whitespace-nowrap text-warn-fg"
        data-status={status}
        data-waits
      >
        <svg aria-hidden="true" viewBox="0 0 24 24" className="status-shape animate-pulse-slow">
          <path d={WAITS_SHAPE} />
        </svg>
        waits for approval
      </span>
    );
  const word = stopping && status === "running" ? "stopping" : status;
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${COLOUR[status]}`}
      data-status={status}
    >
      <Shape status={status} className={status === "running" ? "animate-pulse-slow" : ""} />
      {word}
    </span>
  );
}

function Shape({ status, className }: { status: RunStatus; className: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={`status-shape ${className}`}>
      <path d={STATUS_SHAPES[status]} />
    </svg>
  );
}
