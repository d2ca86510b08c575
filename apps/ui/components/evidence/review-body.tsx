import type { DocGap, ReviewOutput, StepOutput } from "@codex-toolloop/protocol";
import type { DiffLinks } from "../../lib/evidence/evidence-path.ts";
import { collectFindings, countSeverities, sortFindings } from "../../lib/evidence/findings.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { FindingsTable } from "./findings-table.tsx";
import { Items, Part } from "./items.tsx";
import { SeverityCounts } from "./severity-counts.tsx";

const ROWS = 50;

/** @param findings `counts` where the page has one table over all steps */
export function ReviewBody({
  step,
  output,
  links,
  findings,
}: {
  step: StepOutput;
  output: ReviewOutput;
  links: DiffLinks;
  findings: "table" | "counts";
}) {
  const sorted = sortFindings(collectFindings([step]), { by: "severity", down: false });
  return (
    <>
      <Part title="Findings">
        {sorted.length === 0 ? (
          <p className="text-muted">none</p>
        ) : findings === "counts" ? (
          <p className="flex flex-wrap gap-x-3">
            <SeverityCounts counts={countSeverities(sorted)} />
            <a href="#findings" className="text-accent underline underline-offset-2">
              in the table above
            </a>
          </p>
        ) : (
          <>
            <FindingsTable findings={sorted.slice(0, ROWS)} links={links} withStep={false} />
            {sorted.length > ROWS ? <p className="text-muted">{sorted.length - ROWS} more</p> : null}
          </>
        )}
      </Part>
      <Part title="Gaps in the documentation">
        <Items items={output.docGaps}>{(gap) => <Gap gap={gap} />}</Items>
      </Part>
    </>
  );
}

function Gap({ gap: { docArea, gap, recommendation } }: { gap: DocGap }) {
  return (
    <>
      <span className="font-medium">{visibleText(docArea)}</span>: {visibleText(gap)}{" "}
      <span className="text-muted">→ {visibleText(recommendation)}</span>
    </>
  );
}
