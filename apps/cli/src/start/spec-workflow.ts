import type { Catalog } from "@codex-toolloop/workflows";
import { CliError } from "../cli-error.ts";

/** What a spec is for, where nothing else is said. */
const USUAL = "feature-dev";

/** Which workflow a spec is for, and why. Throws CliError, with those to choose from, where that is not clear. */
export function specWorkflow(catalog: Catalog): { name: string; why: string } {
  const allowed = catalog.entries.filter((e) => e.allowed).map((e) => e.definition);
  if (allowed.some((d) => d.name === USUAL && d.spec !== "none"))
    return { name: USUAL, why: "--workflow NAME chooses another" };
  const requiring = allowed.filter((d) => d.spec === "required").map((d) => d.name);
  const [only] = requiring;
  if (only !== undefined && requiring.length === 1) return { name: only, why: "the only one that requires a spec" };
  const taking = allowed.filter((d) => d.spec !== "none").map((d) => d.name);
  const why =
    requiring.length > 1
      ? `${requiring.length} workflows require a spec: ${requiring.join(", ")}`
      : "no workflow here requires a spec";
  const choice =
    taking.length > 0
      ? `choose with --workflow ${taking.join(" or --workflow ")}`
      : "define one with spec: required in the store's workflows folder, then name it with --workflow";
  throw new CliError(`${why}; ${choice}`);
}
