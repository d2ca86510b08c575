import type { EventOf } from "@codex-toolloop/protocol";
import { CornerLeftUp } from "lucide-react";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { useRunView } from "../run-view-provider.tsx";
import { Prose } from "./prose.tsx";

/** Feedback up to this long is open, in UTF-16 units. */
const SHORT = 600;

/** A round of a workflow: which step sent its work back, what runs again, and what it is told. */
export function RoundView({ event: e }: { event: EventOf<"iteration.started"> }) {
  const steps = useRunView((s) => s.overview.steps);
  const titleOf = (id: string) => visibleText(steps.find((s) => s.id === id)?.title ?? id);
  const again = e.steps ?? [];
  const feedback = e.feedback?.trim() ?? "";
  return (
    <section
      aria-label={`Round ${e.iteration}`}
      data-testid="round"
      className="border-y border-timeout/40 bg-raised px-2 py-1.5 sm:px-3"
    >
      <p className="flex flex-wrap items-baseline gap-x-2">
        <CornerLeftUp aria-hidden className="size-4 shrink-0 self-center text-timeout" />
        <strong className="text-timeout">
          Round {e.iteration}
          {e.max === undefined ? "" : ` of ${e.max}`}
        </strong>
        <span className="[overflow-wrap:anywhere]">
          {e.stepId === undefined ? "Work was sent back" : `${titleOf(e.stepId)} sent its work back`}
          {again[0] === undefined ? "" : ` to ${titleOf(again[0])}`}
        </span>
        {again.length > 1 ? <span className="text-muted">again: {again.map(titleOf).join(", ")}</span> : null}
      </p>
      {feedback === "" ? null : (
        <details open={feedback.length <= SHORT || undefined} className="mt-1 pl-6">
          <summary className="text-[12px] text-muted">what it is told</summary>
          <div
            className="mt-1 max-h-72 overflow-auto border-l-2 border-line-strong pl-3"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
            tabIndex={0}
          >
            <Prose text={feedback} />
          </div>
        </details>
      )}
    </section>
  );
}
