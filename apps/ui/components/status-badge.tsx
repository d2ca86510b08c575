import type { RunStatus } from "@codex-toolloop/protocol";
import { Ban, CircleCheck, CircleX, Clock, Hourglass, LoaderCircle, Unlink } from "lucide-react";

const LOOK = {
  queued: { icon: Clock, className: "text-queued" },
  running: { icon: LoaderCircle, className: "text-running" },
  success: { icon: CircleCheck, className: "text-success" },
  failed: { icon: CircleX, className: "text-failed" },
  canceled: { icon: Ban, className: "text-canceled" },
  timeout: { icon: Hourglass, className: "text-timeout" },
  orphaned: { icon: Unlink, className: "text-orphaned" },
} as const satisfies Record<RunStatus, unknown>;

/** The icon alone, in its colour; the word must stand beside it. */
export function StatusIcon({ status }: { status: RunStatus }) {
  const { icon: Icon, className } = LOOK[status];
  return <Icon aria-hidden className={`size-3.5 shrink-0 ${className}`} />;
}

/** A run's state as icon, word and colour, never colour alone. `stopping` is a running run that was asked to stop. */
export function StatusBadge({ status, stopping = false }: { status: RunStatus; stopping?: boolean }) {
  const { icon: Icon, className } = LOOK[status];
  const word = stopping && status === "running" ? "stopping" : status;
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${className}`}
      data-status={status}
    >
      <Icon aria-hidden className={`size-3.5 shrink-0 ${status === "running" ? "animate-pulse-slow" : ""}`} />
      {word}
    </span>
  );
}
