import { buildCatalog } from "@codex-toolloop/workflows";
import { expect, test } from "vitest";
import { specWorkflow } from "../src/start/spec-workflow.ts";

const file = (name: string, spec: string) => ({
  path: `/s/${name}.yaml`,
  text: `name: ${name}\nspec: ${spec}\nsteps: [{ id: a, run: ["true"] }]\n`,
});
const catalog = (files: [string, string][], allowed: string[]) =>
  buildCatalog({ storeFiles: files.map(([name, spec]) => file(name, spec)), allowed });

test("a spec is for feature-dev, where that may run; else for the only workflow that requires one", () => {
  const own: [string, string][] = [
    ["own", "required"],
    ["other", "required"],
    ["takes", "optional"],
  ];
  // The built-in one, or a definition of that name where there is none.
  const usual: [string, string] = ["feature-dev", "required"];
  expect(specWorkflow(catalog([usual, ...own], ["own", "feature-dev"])).name).toBe("feature-dev");
  expect(specWorkflow(catalog(own, ["own", "takes"]))).toEqual({
    name: "own",
    why: "the only one that requires a spec",
  });
  expect(() => specWorkflow(catalog(own, ["own", "other"]))).toThrow(
    "2 workflows require a spec: other, own; choose with --workflow other or --workflow own",
  );
  expect(() => specWorkflow(catalog(own, ["takes"]))).toThrow(
    "no workflow here requires a spec; choose with --workflow takes",
  );
  expect(() => specWorkflow(catalog(own, []))).toThrow("define one with spec: required");
});
