import { ancestorsOf, type GraphStep, needsOf } from "./plan-problems.ts";

/** Which steps come before and after which, by id. Made of a list without `planProblems`: what is needed stands above. */
export interface Graph {
  /** What each step needs, directly. */
  needs: ReadonlyMap<string, readonly string[]>;
  /** All that a step needs, directly or through others. */
  before: ReadonlyMap<string, ReadonlySet<string>>;
  /** All that needs a step, directly or through others. */
  after: ReadonlyMap<string, ReadonlySet<string>>;
  /** Each step needs the one above it and nothing else. */
  linear: boolean;
}

export function graphOf(steps: readonly GraphStep[]): Graph {
  const needs = needsOf(steps);
  const before = ancestorsOf(steps);
  const ids = steps.map((s) => s.id);
  const after = new Map(ids.map((id) => [id, new Set(ids.filter((other) => before.get(other)?.has(id)))]));
  const linear = ids.every((id, i) => needs.get(id)?.join("\n") === ids.slice(Math.max(0, i - 1), i).join("\n"));
  return { needs, before, after, linear };
}

/** Two steps of which neither waits for the other. */
export function unordered({ before }: Graph, a: string, b: string): boolean {
  return a !== b && !before.get(a)?.has(b) && !before.get(b)?.has(a);
}
