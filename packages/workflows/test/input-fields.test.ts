import { describe, expect, it } from "vitest";
import { flagsFor, inputFields, WorkflowDefinition } from "../src/index.ts";

describe("forms and command lines", () => {
  const definition = WorkflowDefinition.parse({
    name: "w",
    inputs: {
      dryRun: { type: "boolean", default: true },
      tag: { type: "string", pattern: "v.+", label: "Tag", flag: "-t", required: true },
      size: { type: "enum", options: ["s", { value: "l", label: "Large" }], default: "s" },
    },
    steps: [{ id: "a", run: ["a"] }],
  });
  it("inputFields describes each input as plain data, in order", () => {
    expect(inputFields(definition)).toEqual([
      { name: "dryRun", type: "boolean", label: "Dry run", required: false, default: true },
      { name: "tag", type: "string", label: "Tag", required: true, pattern: "v.+", maxLength: 256 },
      {
        name: "size",
        type: "enum",
        label: "Size",
        required: false,
        default: "s",
        options: [
          { value: "s", label: "s" },
          { value: "l", label: "Large" },
        ],
      },
    ]);
  });
  it("flagsFor gives each input the flag it declares, or its name", () => {
    expect(flagsFor(definition).map((f) => [f.input, f.flag, f.takesValue, f.values])).toEqual([
      ["dryRun", "--dry-run", false, undefined],
      ["tag", "-t", true, undefined],
      ["size", "--size", true, ["s", "l"]],
    ]);
  });

  it("flagsFor says which input is required, and what its value may be", () => {
    const { data } = WorkflowDefinition.safeParse({
      name: "w",
      inputs: {
        n: { type: "integer", min: 1, max: 10, required: true },
        low: { type: "integer", min: 0 },
        high: { type: "integer", max: 9 },
        tag: { type: "string", pattern: "v[0-9]+", patternHelp: "must look like v1" },
        raw: { type: "string", pattern: "[a-z]+", maxLength: 5 },
        note: { type: "text", minLength: 2, maxLength: 80 },
        any: { type: "path" },
      },
      steps: [{ id: "a", run: ["a"] }],
    });
    expect(data && flagsFor(data).map((f) => [f.input, f.required, f.rule])).toEqual([
      ["n", true, "1 to 10"],
      ["low", false, "at least 0"],
      ["high", false, "at most 9"],
      ["tag", false, "must look like v1"],
      ["raw", false, "must match [a-z]+, at most 5 characters"],
      ["note", false, "2 to 80 characters"],
      ["any", false, undefined],
    ]);
  });
});
