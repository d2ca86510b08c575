import { formatDuration, type StepOutput, shortId } from "@codex-toolloop/protocol";
import Link from "next/link";
import { formatUsage, tokensOf } from "../../lib/format-usage.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { usageWords } from "../run-view/transcript/usage-words.ts";

/** How a step was done, in one line: by whom, in which sandbox and round, how long, for how much. */
export function StepFacts({ step, replay = false }: { step: StepOutput; replay?: boolean }) {
  const played = replay || step.runner === "replay";
  const used = formatUsage({ tokens: tokensOf(step.usage), costUsd: played ? undefined : step.usage?.costUsd });
  const facts = [
    step.kind,
    [step.runner, step.model].filter(Boolean).join(" "),
    step.sandbox,
    step.round > 1 ? `round ${step.round}` : "",
    step.attempts > 1 ? `${step.attempts} attempts` : "",
    step.attempts > 0 ? formatDuration(step.durationMs) : "",
  ].filter((fact): fact is string => Boolean(fact));
  return (
    <p className="flex flex-wrap gap-x-3 text-[12px] text-muted">
      {facts.map((fact) => (
        <span key={fact}>{visibleText(fact)}</span>
      ))}
      {used === "" ? null : <span title={step.usage ? usageWords(step.usage, played) : undefined}>{used}</span>}
      {step.keptFrom ? (
        <Link href={`/runs/${step.keptFrom}?tab=outputs`} prefetch={false} className="text-accent underline">
          kept from run {shortId(step.keptFrom)}
        </Link>
      ) : null}
    </p>
  );
}
