import type { StepView } from "./overview.ts";

/** A step's place: `column` by how many steps must end before it, `row` among those beside it. */
export interface StepPlace {
  step: StepView;
  column: number;
  row: number;
}

export interface StepLayout {
  places: StepPlace[];
  /** What needs what, by id. */
  edges: { from: string; to: string }[];
  columns: number;
  rows: number;
  /** Each step needs the one before it, and nothing else: no graph is needed to see that. */
  linear: boolean;
}

/**
 * The plan as a graph: a step stands one column right of the last one that it needs, near the rows of what it needs. Names
 * that the plan does not have are passed over, and a circle is cut where it closes.
 */
export function layoutSteps(steps: readonly StepView[]): StepLayout {
  const needs = needsOf(steps);
  const columnOf = depths(steps, needs);
  const columns: StepView[][] = [];
  for (const step of steps) {
    const column = columnOf.get(step.id) ?? 0;
    columns[column] = [...(columns[column] ?? []), step];
  }
  const rowOf = new Map<string, number>();
  const places = columns.flatMap((column, i) =>
    inOrder(column, needs, rowOf).map((step, row): StepPlace => {
      rowOf.set(step.id, row);
      return { step, column: i, row };
    }),
  );
  return {
    places,
    edges: steps.flatMap((s) => (needs.get(s.id) ?? []).map((from) => ({ from, to: s.id }))),
    columns: columns.length,
    rows: Math.max(0, ...columns.map((c) => c.length)),
    linear: steps.every((s, i) => same(needs.get(s.id) ?? [], before(steps, i))),
  };
}

/** What each step needs, by id: what the plan says, else the step before it. */
export function needsOf(steps: readonly StepView[]): Map<string, string[]> {
  const known = new Set(steps.map((s) => s.id));
  return new Map(
    steps.map((s, i) => [s.id, (s.needs ?? before(steps, i)).filter((id) => id !== s.id && known.has(id))]),
  );
}

function before(steps: readonly StepView[], i: number): string[] {
  const previous = steps[i - 1];
  return previous ? [previous.id] : [];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** Without recursion: a plan of many steps in a line is deep. */
function depths(steps: readonly StepView[], needs: ReadonlyMap<string, string[]>): Map<string, number> {
  const depth = new Map<string, number>();
  const open = new Set<string>();
  for (const { id: root } of steps) {
    const stack = [root];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const todo = depth.has(id) ? [] : (needs.get(id) ?? []).filter((n) => !depth.has(n) && !open.has(n));
      open.add(id);
      if (todo.length > 0) {
        stack.push(...todo);
        continue;
      }
      if (!depth.has(id)) {
        const known = (needs.get(id) ?? []).flatMap((n) => depth.get(n) ?? []);
        depth.set(id, known.length === 0 ? 0 : Math.max(...known) + 1);
      }
      open.delete(id);
      stack.pop();
    }
  }
  return depth;
}

/** Near what they need, so that few edges cross; else as in the plan. */
function inOrder(
  column: readonly StepView[],
  needs: ReadonlyMap<string, string[]>,
  rowOf: ReadonlyMap<string, number>,
): StepView[] {
  const weight = (s: StepView) => {
    const rows = (needs.get(s.id) ?? []).flatMap((id) => rowOf.get(id) ?? []);
    return rows.length === 0 ? 0 : rows.reduce((a, b) => a + b, 0) / rows.length;
  };
  return column.toSorted((a, b) => weight(a) - weight(b));
}
