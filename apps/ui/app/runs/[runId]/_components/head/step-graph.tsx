"use client";

import { formatDuration, isFinal } from "@codex-toolloop/protocol";
import {
  Ban,
  ChevronLeft,
  ChevronRight,
  Circle,
  CircleCheck,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SkipForward,
  Unlink,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { useRunView, useRunViewStore } from "../../../../../components/run-view/run-view-provider.tsx";
import { useJump } from "../../../../../components/run-view/use-jump.ts";
import { useMore } from "../../../../../components/run-view/use-more.ts";
import type { StepView } from "../../../../../lib/run-view/overview.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { StepClock } from "./step-clock.tsx";

const LOOK: Record<StepView["status"], { icon: LucideIcon; className: string; word: string }> = {
  pending: { icon: Circle, className: "text-muted", word: "to come" },
  running: { icon: LoaderCircle, className: "text-running animate-pulse-slow", word: "running" },
  retrying: { icon: RotateCw, className: "text-timeout", word: "will retry" },
  success: { icon: CircleCheck, className: "text-success", word: "success" },
  failed: { icon: CircleX, className: "text-failed", word: "failed" },
  canceled: { icon: Ban, className: "text-canceled", word: "canceled" },
  timeout: { icon: Hourglass, className: "text-timeout", word: "timeout" },
  lost: { icon: Unlink, className: "text-orphaned", word: "end not recorded" },
  skipped: { icon: SkipForward, className: "text-muted", word: "skipped" },
};

/** The plan with its live states. Many steps scroll; the running one stays in sight. */
export function StepGraph() {
  const steps = useRunView((s) => s.overview.steps);
  const partial = useRunView((s) => s.overview.partial);
  const final = useRunView((s) => isFinal(s.run.status));
  const list = useRef<HTMLOListElement>(null);
  const more = useMore(list, steps.length);
  const running = steps.findIndex((s) => s.status === "running");
  useEffect(() => {
    const el = list.current;
    const item = el?.children[running];
    if (!el || !(item instanceof HTMLElement)) return;
    // Only sideways: scrollIntoView would also move the page.
    el.scrollLeft = item.offsetLeft - el.offsetLeft - el.clientWidth / 2 + item.clientWidth / 2;
  }, [running]);
  if (steps.length === 0 && !partial) return null;
  return (
    <div className="space-y-1">
      <div className="relative">
        <More side="left" shown={more.left} onClick={() => list.current?.scrollBy({ left: -400 })} />
        <More side="right" shown={more.right} onClick={() => list.current?.scrollBy({ left: 400 })} />
        <ol
          ref={list}
          aria-label="Steps"
          className="flex items-stretch gap-1 overflow-x-auto [scrollbar-width:none] motion-safe:scroll-smooth"
        >
          {steps.map((step, i) => (
            <li key={step.id} className="flex shrink-0 items-center gap-1">
              {i > 0 ? <ChevronRight aria-hidden className="size-3.5 text-muted" /> : null}
              <Step step={step} final={final} />
            </li>
          ))}
        </ol>
      </div>
      {partial ? (
        <p className="text-[12px] text-muted">
          This run is long: steps, timeline and marks are those of the beginning and the end of its events.
        </p>
      ) : null}
    </div>
  );
}

/** Says that the plan goes on beyond the edge, and goes there. */
function More({ side, shown, onClick }: { side: "left" | "right"; shown: boolean; onClick(): void }) {
  if (!shown) return null;
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  const look = side === "left" ? "left-0 bg-linear-to-r pr-8 justify-start" : "right-0 bg-linear-to-l pl-8 justify-end";
  return (
    <div className={`pointer-events-none absolute inset-y-0 z-10 flex items-center from-bg from-60% ${look}`}>
      <button
        type="button"
        onClick={onClick}
        aria-label={side === "left" ? "Earlier steps" : "Further steps"}
        className="pointer-events-auto flex h-7 w-6 items-center justify-center rounded-md border border-line-strong bg-panel text-muted hover:text-fg"
      >
        <Icon aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}

function Step({ step, final }: { step: StepView; final: boolean }) {
  const jump = useJump();
  const store = useRunViewStore();
  const { icon: Icon, className, word: now } = LOOK[step.status];
  const word = step.status === "pending" && final ? "not reached" : now;
  const last = step.attempts.at(-1);
  const percent = step.progress?.fraction === undefined ? undefined : Math.round(step.progress.fraction * 100);
  return (
    <button
      type="button"
      disabled={!last}
      onClick={() => last && jump(() => store.jumpTo(last.offset, true))}
      title={`${visibleText(step.title)}: ${word}`}
      className={`relative flex h-7 items-center gap-1.5 overflow-hidden rounded-md border px-2 text-[12.5px] enabled:hover:bg-raised ${step.status === "running" ? "border-running/50 bg-panel font-medium" : "border-line bg-panel"}`}
    >
      <Icon aria-hidden className={`size-3.5 shrink-0 ${className}`} />
      <span
        className={`max-w-48 truncate ${step.status === "pending" || step.status === "skipped" ? "text-muted" : ""}`}
      >
        {visibleText(step.title)}
      </span>
      <span className="sr-only">{word}</span>
      {step.attempts.length > 1 || (last?.attempt ?? 1) > 1 ? (
        <span className="text-[11px] text-muted">attempt {last?.attempt}</span>
      ) : null}
      {last && step.status !== "skipped" ? (
        <span className="font-mono text-[11.5px] text-muted">
          {last.durationMs === undefined ? (
            <StepClock startedAt={last.startedAt} running={step.status === "running"} />
          ) : (
            formatDuration(last.durationMs)
          )}
        </span>
      ) : null}
      {percent === undefined ? null : (
        <>
          <span className="font-mono text-[11.5px]">{percent} %</span>
          <svg
            aria-hidden="true"
            className="absolute inset-x-0 bottom-0 h-0.5 w-full"
            preserveAspectRatio="none"
            viewBox="0 0 100 1"
          >
            <rect width={percent} height="1" className="fill-running" />
          </svg>
        </>
      )}
    </button>
  );
}
