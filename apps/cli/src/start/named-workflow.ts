import { parseArgs } from "node:util";
import { type Definition, findWorkflow } from "@codex-toolloop/workflows";
import type { Io } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { chooseWorkspace, loadCatalog } from "./load-catalog.ts";
import { specWorkflow } from "./spec-workflow.ts";

/** What a line names, before it is parsed: a definition, or a name that there is none for. */
export interface Named {
  named?: Definition;
  unknown?: string;
}

/**
 * The workflow of `run workflow NAME`, `run script KEY` or `run spec FILE`, whose inputs become flags: it must be known before
 * the line is parsed. Anything that is wrong with the line or the store is left for the command to say.
 */
export async function namedWorkflow(io: Io, args: readonly string[]): Promise<Named> {
  const [run, what, ...rest] = args;
  if (run !== "run" || (what !== "workflow" && what !== "script" && what !== "spec")) return {};
  const { values, tokens } = parseArgs({
    args: [...rest],
    options: {
      workspace: { type: "string", short: "w" },
      ...(what === "script" ? { repo: { type: "string", short: "r" } as const } : {}),
      input: { type: "string", short: "i" },
      ...(what === "spec"
        ? { workflow: { type: "string" } as const }
        : { spec: { type: "string", short: "s" } as const }),
      timeout: { type: "string", short: "t" },
    },
    strict: false,
    tokens: true,
  });
  // A flag that is not known yet may have taken its value before the name: the first that is a workflow is meant.
  const words = tokens.filter((t) => t.kind === "positional");
  const flagAt = new Set(tokens.filter((t) => t.kind === "option").map((t) => t.index));
  const name = (words.find((w) => !flagAt.has(w.index - 1)) ?? words[0])?.value;
  if (name === undefined) return {};
  const wanted = what === "spec" && typeof values.workflow === "string" ? values.workflow : undefined;
  try {
    return await withStore(io, async (store) => {
      const dir = [values.repo, values.workspace].find((v) => typeof v === "string");
      const catalog = await loadCatalog(store, await chooseWorkspace(io, store, dir));
      if (what === "spec") {
        const definition = findWorkflow(catalog, wanted ?? specWorkflow(catalog).name)?.definition;
        if (definition) return { named: store.redactor().json(definition) };
        return wanted === undefined ? {} : { unknown: wanted };
      }
      const named = words.map((w) => findWorkflow(catalog, w.value)?.definition).find((d) => d !== undefined);
      return named === undefined ? { unknown: name } : { named: store.redactor().json(named) };
    });
  } catch {
    return what === "spec" ? {} : { unknown: name };
  }
}
