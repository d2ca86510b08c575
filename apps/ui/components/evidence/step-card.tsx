import type { StepOutput } from "@codex-toolloop/protocol";
import type { ReactNode } from "react";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { ChecksTable } from "./checks-table.tsx";
import { LongText, Part } from "./items.tsx";
import { ShapeBody, type ShapeBodyProps } from "./shape-body.tsx";
import { StepFacts } from "./step-facts.tsx";
import { StepStatusWord } from "./words.tsx";

/** Answers that did not fit, at most; there are two. */
const REJECTED = 5;

/** What one step left for whoever comes after it. @param side stands at the right of the head @param children at the end */
export function StepCard({
  step,
  links,
  findings,
  replay,
  side,
  children,
}: ShapeBodyProps & { replay?: boolean; side?: ReactNode; children?: ReactNode }) {
  return (
    <article id={`step-${step.step}`} data-step={step.step} className="@container rounded-md border border-line">
      <div className="rounded-t-md border-b border-line bg-raised px-3 py-1.5">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <h3 className="font-semibold">{visibleText(step.title)}</h3>
          <StepStatusWord status={step.status} />
          {step.status === "success" || step.reason === "step_failed" ? null : (
            <span className="text-[12px] text-muted">{step.reason.replaceAll("_", " ")}</span>
          )}
          <div className="ml-auto">{side}</div>
        </div>
        <StepFacts step={step} {...(replay === undefined ? {} : { replay })} />
      </div>
      <div className="space-y-2.5 px-3 py-2">
        {step.detail && step.status !== "success" ? <LongText text={step.detail} /> : null}
        <ShapeBody step={step} links={links} findings={findings} />
        {step.checks && step.checks.length > 0 ? (
          <Part title="Checks">
            <ChecksTable checks={step.checks} runId={links.runId} />
          </Part>
        ) : null}
        {step.rejected?.slice(0, REJECTED).map((answer, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: answers have no identity beyond their place.
          <Rejected key={i} answer={answer} />
        ))}
        {children}
      </div>
    </article>
  );
}

/** An answer of the agent's that did not fit its schema, and why. */
function Rejected({ answer }: { answer: NonNullable<StepOutput["rejected"]>[number] }) {
  return (
    <details className="rounded-md border border-warn-line bg-warn-bg px-2.5 py-1.5 text-warn-fg">
      <summary className="text-[12.5px] [overflow-wrap:anywhere]">
        An answer did not fit: {visibleText(answer.problems.slice(0, 3).join("; ").slice(0, 300))}
      </summary>
      <div className="mt-1">
        <LongText text={answer.text} />
      </div>
    </details>
  );
}
