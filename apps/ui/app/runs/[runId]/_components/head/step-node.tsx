"use client";

import { formatDuration, sumUsage } from "@codex-toolloop/protocol";
import Link from "next/link";
import { shortTokens } from "../../../../../lib/run-view/agent-facts.ts";
import type { StepView } from "../../../../../lib/run-view/overview.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { StepClock } from "./step-clock.tsx";
import { lookOf, roundWords, type StepSetting, stepWords } from "./step-look.ts";

const FRAME: Partial<Record<StepView["status"], string>> = {
  running: "border-running/60",
  failed: "border-failed/60",
  timeout: "border-timeout/60",
};

/** A step in the graph: state, title and time; who does it; its round, tokens and cost. A click shows it in the transcript. */
export function StepNode({
  step,
  setting,
  show,
}: {
  step: StepView;
  setting: StepSetting;
  show(step: StepView): void;
}) {
  const { icon: Icon, className, word } = lookOf(step, setting);
  const last = step.attempts.at(-1);
  const kept = step.keptFrom !== undefined && step.status === "success";
  const quiet = step.status === "pending" || step.status === "skipped";
  const frame = setting.waits && step.status === "running" ? "border-warn-line" : (FRAME[step.status] ?? "border-line");
  return (
    <div
      className={`relative flex size-full flex-col justify-center overflow-hidden rounded-md border bg-panel px-2 ${quiet ? "border-dashed" : ""} ${frame} has-[button:enabled:hover]:bg-raised`}
      title={stepWords(step, setting)}
    >
      {/* Over all of the node; the link to the run that did a kept step lies above it. */}
      <button
        type="button"
        disabled={!last}
        onClick={() => show(step)}
        aria-label={stepWords(step, setting)}
        className="absolute inset-0 rounded-md outline-offset-[-2px]"
      />
      <p aria-hidden className="pointer-events-none flex items-center gap-1.5 text-[12.5px]">
        <Icon className={`size-3.5 shrink-0 ${className}`} />
        <span className={`grow truncate ${quiet ? "text-muted" : step.status === "running" ? "font-medium" : ""}`}>
          {visibleText(step.title)}
        </span>
        {last && !kept && step.status !== "skipped" ? (
          <span className="shrink-0 font-mono text-[11.5px] text-muted">
            {last.durationMs === undefined ? (
              <StepClock startedAt={last.startedAt} running={step.status === "running"} />
            ) : (
              formatDuration(last.durationMs)
            )}
          </span>
        ) : null}
      </p>
      <p className="pointer-events-none flex items-center gap-1.5 text-[11px] leading-4 text-muted">
        <span aria-hidden className="min-w-0 grow truncate">
          <Who step={step} word={word} />
        </span>
        {kept ? (
          <Link
            href={`/runs/${step.keptFrom}`}
            prefetch={false}
            className="pointer-events-auto relative shrink-0 text-success underline underline-offset-2"
          >
            kept<span className="sr-only"> from an earlier run: {visibleText(step.title)}</span>
          </Link>
        ) : (
          <span aria-hidden className="shrink-0">
            {roundWords(step) || <Used step={step} replay={setting.replay} />}
          </span>
        )}
      </p>
      <Progress fraction={step.progress?.fraction} />
    </div>
  );
}

function Who({ step, word }: { step: StepView; word: string }) {
  if (!step.runner) return step.status === "success" ? (step.kind ?? word) : word;
  return (
    <>
      <span className="mr-1 rounded-sm border border-line-strong px-1 text-fg">{visibleText(step.runner)}</span>
      {step.role ? visibleText(step.role) : ""}
    </>
  );
}

function Used({ step, replay }: { step: StepView; replay: boolean }) {
  const used = sumUsage([step.usage, step.liveUsage]);
  if (!used) return null;
  const tokens = used.totalTokens ?? (used.inputTokens ?? 0) + (used.outputTokens ?? 0);
  const cost = replay ? undefined : used.costUsd;
  return [tokens > 0 ? shortTokens(tokens) : "", cost === undefined ? "" : `$${cost.toFixed(cost < 1 ? 3 : 2)}`]
    .filter(Boolean)
    .join(" · ");
}

function Progress({ fraction }: { fraction: number | undefined }) {
  if (fraction === undefined) return null;
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-x-0 bottom-0 h-0.5 w-full"
      preserveAspectRatio="none"
      viewBox="0 0 1 1"
    >
      <rect width={fraction} height="1" className="fill-running" />
    </svg>
  );
}
