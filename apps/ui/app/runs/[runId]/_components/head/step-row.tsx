"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { ChevronRight } from "lucide-react";
import type { StepView } from "../../../../../lib/run-view/overview.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { StepClock } from "./step-clock.tsx";
import { lookOf, type StepSetting, stepWords } from "./step-look.ts";

/** A plan that is a plain line of commands. */
export function StepRow({
  steps,
  settingOf,
  show,
}: {
  steps: readonly StepView[];
  settingOf(step: StepView): StepSetting;
  show(step: StepView): void;
}) {
  return steps.map((step, i) => (
    <li key={step.id} data-step={step.id} className="flex shrink-0 items-center gap-1">
      {i > 0 ? <ChevronRight aria-hidden className="size-3.5 text-muted" /> : null}
      <Step step={step} setting={settingOf(step)} show={show} />
    </li>
  ));
}

function Step({ step, setting, show }: { step: StepView; setting: StepSetting; show(step: StepView): void }) {
  const { icon: Icon, className, word } = lookOf(step, setting);
  const last = step.attempts.at(-1);
  const percent = step.progress?.fraction === undefined ? undefined : Math.round(step.progress.fraction * 100);
  return (
    <button
      type="button"
      disabled={!last}
      onClick={() => show(step)}
      title={stepWords(step, setting)}
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
