import {
  type ChangedFile,
  type InputValue,
  type InputValues,
  type PlannedStep,
  type RunSummary,
  type StepOutput,
  sumUsage,
  type Usage,
} from "@codex-toolloop/protocol";
import { equal } from "./equal.ts";

/** Everything of one run that is compared; redacted. */
export interface RunFacts {
  run: RunSummary;
  inputs: InputValues;
  /** Its beginning; null without one. */
  spec: string | null;
  planned: readonly PlannedStep[];
  outputs: readonly StepOutput[];
  /** What differs in the workspace; null where that was not found out. */
  changedFiles: readonly ChangedFile[] | null;
  /** Markdown, its beginning; null without one. */
  report: string | null;
}

/** Something that both runs may have: what each has, null where it has none. */
export interface Pair<T> {
  a: T | null;
  b: T | null;
  same: boolean;
}

export interface RunComparison {
  a: RunSummary;
  b: RunSummary;
  workflow: Pair<string>;
  workspace: Pair<string>;
  durationMs: Pair<number>;
  /** Of all steps. */
  usage: Pair<Usage>;
  inputs: (Pair<InputValue> & { name: string })[];
  spec: Pair<string>;
  /** In the order of `a`, then what only `b` has. `same`: the output, whatever it took to make it. */
  steps: (Pair<StepOutput> & { id: string; title: string })[];
  /** By path. `same`: as many lines; whether they are the same ones the diffs tell. Null where one of the runs cannot tell. */
  files: (Pair<ChangedFile> & { path: string })[] | null;
  report: Pair<string>;
}

/** Two runs side by side: the same names in one row, what only one has with null in its place. */
export function compareRuns(a: RunFacts, b: RunFacts): RunComparison {
  const names = union(Object.keys(a.inputs), Object.keys(b.inputs));
  return {
    a: a.run,
    b: b.run,
    workflow: pair(a.run.workflow, b.run.workflow),
    workspace: pair(a.run.workspace?.path, b.run.workspace?.path),
    durationMs: pair(a.run.durationMs, b.run.durationMs),
    usage: pair(usageOf(a), usageOf(b)),
    inputs: names.map((name) => ({ name, ...pair(a.inputs[name], b.inputs[name]) })),
    spec: pair(a.spec, b.spec),
    steps: compareSteps(a, b),
    files: a.changedFiles && b.changedFiles && compareFiles(a.changedFiles, b.changedFiles),
    report: pair(a.report, b.report),
  };
}

function compareSteps(a: RunFacts, b: RunFacts): RunComparison["steps"] {
  const ids = union(stepIds(a), stepIds(b));
  const titleOf = ({ planned, outputs }: RunFacts, id: string) =>
    planned.find((step) => step.id === id)?.title ?? outputs.find((o) => o.step === id)?.title;
  return ids.map((id) => {
    const [left, right] = [a, b].map(({ outputs }) => outputs.find((o) => o.step === id));
    const same = left?.status === right?.status && equal(left?.output, right?.output);
    return { id, title: titleOf(a, id) ?? titleOf(b, id) ?? id, ...pair(left, right), same };
  });
}

function stepIds({ planned, outputs }: RunFacts): string[] {
  return union(
    planned.map((step) => step.id),
    outputs.map((o) => o.step),
  );
}

function compareFiles(a: readonly ChangedFile[], b: readonly ChangedFile[]): NonNullable<RunComparison["files"]> {
  const paths = union(
    a.map((file) => file.path),
    b.map((file) => file.path),
  ).sort();
  const of = (files: readonly ChangedFile[], path: string) => files.find((file) => file.path === path);
  return paths.map((path) => ({ path, ...pair(of(a, path), of(b, path)) }));
}

/** What all turns of this run used, those of earlier rounds among them; where the run does not say it, what its steps say. */
export function usageOf({ run, outputs }: Pick<RunFacts, "run" | "outputs">): Usage | undefined {
  return run.usage ?? sumUsage(outputs.map(({ usage, keptFrom }) => (keptFrom === undefined ? usage : undefined)));
}

function pair<T>(a: T | null | undefined, b: T | null | undefined): Pair<T> {
  return { a: a ?? null, b: b ?? null, same: equal(a ?? null, b ?? null) };
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}
