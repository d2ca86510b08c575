import { formatDuration, type StepOutput } from "@codex-toolloop/protocol";
import { StepStatusWord } from "../../../components/evidence/words.tsx";
import type { RunComparison } from "../../../lib/compare/compare-runs.ts";
import { formatUsage, tokensOf } from "../../../lib/format-usage.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { type SideRow, SideTable } from "./side-table.tsx";

/** How each step went in both runs; marked where they ended differently, or in another round. */
export function StepRows({ compared }: { compared: RunComparison }) {
  const rows = compared.steps.map(
    ({ id, title, a, b }): SideRow => ({
      key: id,
      name: visibleText(title),
      a: a ? <How step={a} replay={compared.a.replayOf !== undefined} /> : null,
      b: b ? <How step={b} replay={compared.b.replayOf !== undefined} /> : null,
      same: a?.status === b?.status && a?.round === b?.round && a?.runner === b?.runner,
    }),
  );
  return (
    <section aria-label="Steps">
      <h2 className="mb-1 font-semibold">Steps</h2>
      {rows.length === 0 ? (
        <p className="text-muted">Neither run left steps.</p>
      ) : (
        <SideTable label="Steps" rows={rows} />
      )}
    </section>
  );
}

function How({ step, replay }: { step: StepOutput; replay: boolean }) {
  const played = replay || step.runner === "replay";
  const facts = [
    step.attempts > 0 ? formatDuration(step.durationMs) : "",
    step.round > 1 ? `round ${step.round}` : "",
    [step.runner, step.model].filter(Boolean).join(" "),
    formatUsage({ tokens: tokensOf(step.usage), costUsd: played ? undefined : step.usage?.costUsd }),
    step.keptFrom ? "kept" : "",
  ].filter(Boolean);
  return (
    <span className="flex flex-wrap gap-x-3">
      <StepStatusWord status={step.status} />
      <span className="text-muted">{visibleText(facts.join(" · "))}</span>
    </span>
  );
}
