import type { StepOutput } from "@codex-toolloop/protocol";
import { StepCard } from "../../../components/evidence/step-card.tsx";
import type { RunComparison } from "../../../lib/compare/compare-runs.ts";
import { differingFields } from "../../../lib/compare/differing-fields.ts";
import type { DiffLinks } from "../../../lib/evidence/evidence-path.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { DiffMark } from "./diff-mark.tsx";

const OPEN = 6;
const MOST = 40;

/** The outputs of both runs, step by step: the same cards side by side. Those that differ stand open. */
export function OutputPairs({ compared, links }: { compared: RunComparison; links: Record<"a" | "b", DiffLinks> }) {
  const steps = compared.steps.filter(({ a, b }) => a || b);
  const open = new Set(
    steps
      .filter((s) => !s.same)
      .slice(0, OPEN)
      .map((s) => s.id),
  );
  return (
    <section aria-label="Outputs">
      <h2 className="mb-1.5 font-semibold">Outputs</h2>
      {steps.length === 0 ? <p className="text-muted">Neither run left outputs.</p> : null}
      <div className="space-y-2">
        {steps.slice(0, MOST).map(({ id, title, a, b, same }) => (
          <details key={id} data-output={id} open={open.has(id) || undefined}>
            <summary className="flex-wrap gap-x-3 py-1">
              <span className="mr-3 font-medium">{visibleText(title)}</span>
              <DiffMark same={same} /> <Where a={a} b={b} same={same} />
            </summary>
            <div className="grid gap-3 py-1 lg:grid-cols-2">
              <Side step={a} name="A" links={links.a} replay={compared.a.replayOf !== undefined} />
              <Side step={b} name="B" links={links.b} replay={compared.b.replayOf !== undefined} />
            </div>
          </details>
        ))}
        {steps.length > MOST ? <p className="text-muted">{steps.length - MOST} more steps.</p> : null}
      </div>
    </section>
  );
}

/** In which fields they differ. */
function Where({ a, b, same }: { a: StepOutput | null; b: StepOutput | null; same: boolean }) {
  if (same) return null;
  if (!a || !b) return <span className="text-[12.5px] text-muted">only {a ? "A" : "B"} has it</span>;
  const fields = differingFields(a.output, b.output) ?? [];
  const parts = [...(a.status === b.status ? [] : ["how it ended"]), ...fields.slice(0, 12).map(visibleText)];
  return parts.length === 0 ? null : <span className="text-[12.5px] text-muted">in {parts.join(", ")}</span>;
}

function Side({
  step,
  name,
  links,
  replay,
}: {
  step: StepOutput | null;
  name: "A" | "B";
  links: DiffLinks;
  replay: boolean;
}) {
  return (
    <div className="min-w-0">
      <p className="mb-0.5 text-[11px] text-muted">{name}</p>
      {step ? (
        <StepCard step={step} links={links} findings="table" replay={replay} />
      ) : (
        <p className="rounded-md border border-dashed border-line px-3 py-4 text-center text-muted">
          This run has no output of this step.
        </p>
      )}
    </div>
  );
}
