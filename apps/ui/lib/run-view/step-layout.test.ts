import { expect, it } from "vitest";
import type { StepView } from "./overview.ts";
import { layoutSteps } from "./step-layout.ts";

const step = (id: string, needs?: string[]): StepView => ({
  id,
  title: id,
  needs,
  status: "pending",
  attempts: [],
  round: 1,
});
const placesOf = (...steps: StepView[]) => layoutSteps(steps).places.map((p) => `${p.step.id} ${p.column}.${p.row}`);

it("puts a plan without needs in one line", () => {
  const layout = layoutSteps([step("a"), step("b"), step("c", ["b"])]);
  expect(layout).toMatchObject({ linear: true, columns: 3, rows: 1 });
  expect(layout.edges).toEqual([
    { from: "a", to: "b" },
    { from: "b", to: "c" },
  ]);
});

it("stacks what may run at the same time, right of the last thing that it needs", () => {
  expect(placesOf(step("a"), step("b", ["a"]), step("c", ["a"]), step("d", ["b", "c"]), step("e", []))).toEqual([
    "a 0.0",
    "e 0.1",
    "b 1.0",
    "c 1.1",
    "d 2.0",
  ]);
});

it("keeps a step near what it needs", () => {
  const roots = [step("a", []), step("b", []), step("c", [])];
  expect(placesOf(...roots, step("x", ["c"]), step("y", ["a"])).slice(3)).toEqual(["y 1.0", "x 1.1"]);
});

it("survives names that are not there, and circles", () => {
  const layout = layoutSteps([step("a", ["b"]), step("b", ["a", "ghost"]), step("c", ["c"])]);
  expect(layout.places).toHaveLength(3);
  expect(layout.edges).toEqual([
    { from: "b", to: "a" },
    { from: "a", to: "b" },
  ]);
});

it("takes a line of ten thousand steps", () => {
  const steps = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`]));
  expect(layoutSteps(steps.reverse())).toMatchObject({ columns: 10_000, rows: 1 });
});
