import type { Definition } from "../definition/workflow-definition.ts";

/** A built-in's definition: what differs from the defaults, and the program that plans its steps. */
export function defineBuiltin(
  head: Pick<Definition, "name" | "title" | "description" | "workspace" | "inputs"> & Partial<Definition>,
): Definition & { program: string } {
  return {
    kind: "workflow",
    spec: "none",
    env: [],
    keepGoing: false,
    maxParallel: 2,
    steps: [],
    ...head,
    program: head.name,
  };
}
