import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ancestorsOf, type GraphStep, needsOf, planProblems } from "../src/engine/plan-problems.ts";

/** `a: b c` needs b and c, `a:` needs nothing, `a` the one before it; `a > b` sends its work back to b. */
function graph(...lines: string[]): GraphStep[] {
  return lines.map((line) => {
    const [head = "", back] = line.split(">").map((s) => s.trim());
    const [id = "", needs] = head.split(":").map((s) => s.trim());
    return {
      id,
      ...(needs === undefined ? {} : { needs: needs.split(" ").filter((n) => n !== "") }),
      ...(back === undefined ? {} : { sendsBackTo: { step: back } }),
    };
  });
}
const told = (...lines: string[]) =>
  planProblems(graph(...lines)).map(
    (p) => `${p.step} ${p.key}${p.index === undefined ? "" : `.${p.index}`}: ${p.message}`,
  );

describe("the graph of steps", () => {
  it("needs the step before where nothing is said", () => {
    expect([...needsOf(graph("a", "b", "c:", "d: a"))]).toEqual([
      ["a", []],
      ["b", ["a"]],
      ["c", []],
      ["d", ["a"]],
    ]);
  });

  it("knows what comes before, directly or not", () => {
    expect([...(ancestorsOf(graph("a", "b", "c: a", "d: b c")).get("d") ?? [])].sort()).toEqual(["a", "b", "c"]);
  });

  it.each([
    [["plan", "b: plna"], '1 needs.0: there is no step "plna"; did you mean "plan"?'],
    [["a", "b: b"], "1 needs.0: a step cannot need itself"],
    [["a", "b: a a"], '1 needs.1: names "a" twice'],
    [["a", "b: c", "c: a"], '1 needs.0: "c" comes later in the list; write it above this step'],
    [["a: b", "b: a"], '0 needs: "a" needs "b", which needs "a": none of them could begin'],
    [
      ["a: c", "b", "c"],
      '0 needs: "a" needs "c", which needs "b", which needs "a": none of them could begin (a step without needs needs the one before it)',
    ],
    [
      ["a", "b:", "c: b > a"],
      '2 sendsBackTo: "a" does not come before this step: name one that it needs, directly or not',
    ],
    [["a", "b > b"], '1 sendsBackTo: "b" does not come before this step: name one that it needs, directly or not'],
    [["make", "b > mak"], '1 sendsBackTo: there is no step "mak"; did you mean "make"?'],
  ])("of %j is refused", (lines, problem) => expect(told(...lines)).toEqual([problem]));

  it("tells each circle once", () => {
    expect(told("a: b", "b: a", "c: d", "d: c", "e: a").map((t) => t[0])).toEqual(["0", "2"]);
  });

  it.each([[["a", "b", "c"]], [["a:", "b:", "c: a b"]], [["a", "b", "c", "d: b c > a"]]])(
    "of %j is accepted",
    (lines) => expect(told(...lines)).toEqual([]),
  );

  it("without a problem can be run in the order of its list, and only then", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const step = fc.option(fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(step, step, step, step, step), (needs) => {
        const steps = needs.map((n, i) => ({ id: ids[i] ?? "", needs: n }));
        const inOrder = [...needsOf(steps)].every(([id, all]) => all.every((n) => ids.indexOf(n) < ids.indexOf(id)));
        expect(planProblems(steps).length === 0).toBe(inOrder);
      }),
    );
  });
});
