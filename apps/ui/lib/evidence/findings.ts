import { type Finding, ReviewOutput, type Severity, type StepOutput } from "@codex-toolloop/protocol";

/** A finding with the step that made it. */
export interface FoundFinding extends Finding {
  step: string;
  stepTitle: string;
  /** Its place among all findings of the run, from 0: what it is called in a link. */
  index: number;
}

export type FindingSort = "severity" | "area" | "step";

export const SEVERITIES = ["high", "medium", "low"] as const satisfies readonly Severity[];

/** All findings of a run, in the order of its steps. */
export function collectFindings(outputs: readonly StepOutput[]): FoundFinding[] {
  return outputs
    .flatMap((o) =>
      (ReviewOutput.safeParse(o.shape === "ReviewOutput" ? o.output : undefined).data?.findings ?? []).map((f) => ({
        ...f,
        step: o.step,
        stepTitle: o.title,
      })),
    )
    .map((finding, index) => ({ ...finding, index }));
}

/** Sorted by one column, and where that says nothing by severity and then as they were told. `down` turns the column around. */
export function sortFindings(
  findings: readonly FoundFinding[],
  { by, down }: { by: FindingSort; down: boolean },
): FoundFinding[] {
  const order = (f: FoundFinding) => SEVERITIES.indexOf(f.severity);
  const first = firstOfSteps(findings);
  const compare: Record<FindingSort, (a: FoundFinding, b: FoundFinding) => number> = {
    severity: (a, b) => order(a) - order(b),
    area: (a, b) => a.area.localeCompare(b.area, "en"),
    step: (a, b) => (first.get(a.step) ?? 0) - (first.get(b.step) ?? 0),
  };
  const sign = down ? -1 : 1;
  return [...findings].sort((a, b) => sign * compare[by](a, b) || order(a) - order(b) || a.index - b.index);
}

function firstOfSteps(findings: readonly FoundFinding[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { step, index } of findings) first.set(step, Math.min(index, first.get(step) ?? index));
  return first;
}

/** How many there are of each severity. */
export function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}
