import type { InputDefinition } from "../../definition/input-definition.ts";

/** Which kind of check is to run. */
export const ONLY_INPUT: Extract<InputDefinition, { type: "enum" }> = {
  type: "enum",
  label: "Checks",
  help: "Run one kind of check, or all that the repository has.",
  required: false,
  default: "all",
  options: [
    { value: "all", label: "All checks" },
    { value: "lint", label: "Lint and format" },
    { value: "types", label: "Types" },
    { value: "tests", label: "Tests" },
    { value: "build", label: "Build" },
  ],
};
