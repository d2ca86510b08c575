import { didYouMean } from "../text.ts";

/** What of a step makes the graph; an `EngineStep` is one. */
export interface GraphStep {
  id: string;
  /** undefined: the one before it in the list. */
  needs?: readonly string[] | undefined;
  /** `step` undefined: the engine chooses one that comes before. */
  sendsBackTo?: { step?: string | undefined } | undefined;
}

export interface PlanProblem {
  /** Which step, by its place in the list. */
  step: number;
  key: "needs" | "sendsBackTo";
  /** Which of its `needs`, where one alone is wrong. */
  index?: number;
  message: string;
}

/** Directly needed steps by id, with the rule that a step without `needs` needs the one before it. */
export function needsOf(steps: readonly GraphStep[]): Map<string, readonly string[]> {
  return new Map(steps.map((s, i) => [s.id, s.needs ?? steps.slice(Math.max(0, i - 1), i).map((p) => p.id)]));
}

/** All that a step needs, directly or not, by id; the step itself among them where the graph is circular. */
export function ancestorsOf(steps: readonly GraphStep[]): Map<string, ReadonlySet<string>> {
  const needs = needsOf(steps);
  return new Map(
    steps.map(({ id }) => {
      const found = new Set(needs.get(id));
      // A set that grows is walked to its end.
      for (const one of found) for (const next of needs.get(one) ?? []) found.add(next);
      return [id, found];
    }),
  );
}

/**
 * What is wrong with the graph of a list of steps: needs that are no step, that come later in the list or lead back to the
 * step itself; work sent back to a step that does not come before. Ids are taken to be unique.
 */
export function planProblems(steps: readonly GraphStep[]): PlanProblem[] {
  const ancestors = ancestorsOf(steps);
  return [
    ...steps.flatMap((_, at) => needProblems(at, steps, ancestors)),
    ...circles(steps, ancestors),
    ...steps.flatMap((_, at) => sendBackProblems(at, steps, ancestors)),
  ];
}

type Ancestors = ReturnType<typeof ancestorsOf>;

function needProblems(at: number, steps: readonly GraphStep[], ancestors: Ancestors): PlanProblem[] {
  const step = steps[at];
  const others = steps.map((s) => s.id).filter((id) => id !== step?.id);
  return (step?.needs ?? []).flatMap((need, index, all): PlanProblem[] => {
    const place = steps.findIndex((s) => s.id === need);
    const say = (message: string) => [{ step: at, key: "needs" as const, index, message }];
    if (place < 0) return say(`there is no step "${need}"${didYouMean(need, others)}`);
    if (place === at) return say("a step cannot need itself");
    if (all.indexOf(need) !== index) return say(`names "${need}" twice`);
    const circular = ancestors.get(need)?.has(step?.id ?? "");
    return place > at && !circular ? say(`"${need}" comes later in the list; write it above this step`) : [];
  });
}

/** One problem for each circle, at its first step. */
function circles(steps: readonly GraphStep[], ancestors: Ancestors): PlanProblem[] {
  const told = new Set<string>();
  return steps.flatMap(({ id }, step): PlanProblem[] => {
    if (told.has(id) || !ancestors.get(id)?.has(id)) return [];
    const circle = shortestCircle(id, needsOf(steps));
    for (const one of ancestors.get(id) ?? []) if (ancestors.get(one)?.has(id)) told.add(one);
    // A step that needs itself was told of by `needProblems`.
    if (circle.length < 2) return [];
    const words = [...circle.slice(1), id].map((c) => `needs "${c}"`).join(", which ");
    const implied = steps.some((s) => circle.includes(s.id) && s.needs === undefined);
    const rule = implied ? " (a step without needs needs the one before it)" : "";
    return [{ step, key: "needs", message: `"${id}" ${words}: none of them could begin${rule}` }];
  });
}

/** The steps of the shortest way from a step back to itself, itself first and once. */
function shortestCircle(id: string, needs: ReadonlyMap<string, readonly string[]>): string[] {
  let ways = [[id]];
  const seen = new Set<string>();
  while (ways.length > 0) {
    const back = ways.find((way) => needs.get(way[way.length - 1] ?? "")?.includes(id));
    if (back) return back;
    ways = ways.flatMap((way) => {
      const next = (needs.get(way[way.length - 1] ?? "") ?? []).filter((n) => !seen.has(n));
      for (const n of next) seen.add(n);
      return next.map((n) => [...way, n]);
    });
  }
  return [];
}

function sendBackProblems(at: number, steps: readonly GraphStep[], ancestors: Ancestors): PlanProblem[] {
  const step = steps[at];
  const target = step?.sendsBackTo?.step;
  if (step === undefined || target === undefined || ancestors.get(step.id)?.has(target)) return [];
  const ids = steps.map((s) => s.id);
  const message = ids.includes(target)
    ? `"${target}" does not come before this step: name one that it needs, directly or not`
    : `there is no step "${target}"${didYouMean(target, ids)}`;
  return [{ step: at, key: "sendsBackTo", message }];
}
