"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useRunView, useRunViewStore } from "../../../../../components/run-view/run-view-provider.tsx";
import { useJump } from "../../../../../components/run-view/use-jump.ts";
import { useMore } from "../../../../../components/run-view/use-more.ts";
import { showAttempt } from "../../../../../lib/run-view/fill-steps.ts";
import type { StepView } from "../../../../../lib/run-view/overview.ts";
import { layoutSteps } from "../../../../../lib/run-view/step-layout.ts";
import { StepCanvas } from "./step-canvas.tsx";
import type { StepSetting } from "./step-look.ts";
import { StepRow } from "./step-row.tsx";

/** The plan with its live states: a row where it is a line of commands, else a graph. What does not fit scrolls; what runs stays in sight. */
export function StepGraph() {
  const steps = useRunView((s) => s.overview.steps);
  const sendBacks = useRunView((s) => s.overview.sendBacks);
  const approvals = useRunView((s) => s.overview.approvals);
  const partial = useRunView((s) => s.overview.partial);
  const final = useRunView((s) => isFinal(s.run.status));
  const replay = useRunView((s) => s.run.replayOf !== undefined);
  const jump = useJump();
  const store = useRunViewStore();
  const layout = useMemo(() => layoutSteps(steps), [steps]);
  const isRow = layout.linear && sendBacks.length === 0 && !steps.some((s) => s.kind === "agent" || s.keptFrom);
  const box = useRef<HTMLDivElement>(null);
  const more = useMore(box, steps.length);
  const running = steps.find((s) => s.status === "running")?.id;
  useEffect(() => keepInSight(box.current, running), [running]);
  if (steps.length === 0 && !partial) return null;
  const settingOf = (step: StepView): StepSetting => ({
    final,
    replay,
    waits: approvals.some((a) => a.stepId === step.id),
  });
  const show = (step: StepView) => {
    const last = step.attempts.at(-1);
    if (last) jump(() => showAttempt(store, last));
  };
  return (
    <div className="space-y-1">
      <div className="relative">
        <More side="left" shown={more.left} onClick={() => box.current?.scrollBy({ left: -400 })} />
        <More side="right" shown={more.right} onClick={() => box.current?.scrollBy({ left: 400 })} />
        <div
          ref={box}
          data-testid="steps"
          // A graph may scroll before any of its steps can take the focus.
          {...(isRow ? {} : { tabIndex: 0, role: "group", "aria-label": "Plan" })}
          className={`max-h-52 overflow-auto motion-safe:scroll-smooth md:max-h-60 ${isRow ? "[scrollbar-width:none]" : "[scrollbar-width:thin]"}`}
        >
          {isRow ? (
            <ol aria-label="Steps" className="flex w-max items-stretch gap-1">
              <StepRow steps={steps} settingOf={settingOf} show={show} />
            </ol>
          ) : (
            <StepCanvas layout={layout} sendBacks={sendBacks} settingOf={settingOf} show={show} />
          )}
        </div>
      </div>
      {partial ? (
        <p className="text-[12px] text-muted">
          This run is long: steps, timeline and marks are those of the beginning and the end of its events.
        </p>
      ) : null}
    </div>
  );
}

/** Brings a step into the middle of its box. Only there: scrollIntoView would also move the page. */
function keepInSight(box: HTMLElement | null, stepId: string | undefined): void {
  const item = stepId === undefined ? null : box?.querySelector(`[data-step="${CSS.escape(stepId)}"]`);
  if (!box || !item) return;
  const [outer, inner] = [box.getBoundingClientRect(), item.getBoundingClientRect()];
  box.scrollBy({
    left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
    top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
  });
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
