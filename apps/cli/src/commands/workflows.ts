import type { Store } from "@codex-toolloop/store";
import { flagsFor, placeWords } from "@codex-toolloop/workflows";
import { type Io, print } from "../io.ts";
import { inputRules } from "../render/input-rules.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { chooseWorkspace, loadCatalog } from "../start/load-catalog.ts";

/** `workflows`: what may run here, with its inputs, and the files that could not be used. */
export async function workflowsCommand(
  io: Io,
  store: Store,
  options: { workspace?: string | undefined; json: boolean },
): Promise<number> {
  const found = await loadCatalog(store, await chooseWorkspace(io, store, options.workspace));
  const catalog = store.redactor().json(found);
  if (options.json) {
    print(io, jsonLine(catalog));
    return 0;
  }
  const { style } = io;
  for (const { definition, source, allowed, path, problems } of catalog.entries) {
    const state = allowed ? "" : style.yellow(" (left out by allowedWorkflows)");
    print(io, `${style.bold(sanitiseText(definition.name))} ${style.dim(path ?? source)}${state}`);
    if (definition.description) print(io, `  ${sanitiseText(definition.description)}`);
    print(io, style.dim(`  kind: ${definition.kind}, workspace: ${definition.workspace}, spec: ${definition.spec}`));
    for (const flag of flagsFor(definition)) {
      const rules = inputRules(flag);
      const shown = rules === "" ? "" : style.dim(` (${sanitiseText(rules)})`);
      print(io, `  ${style.cyan(sanitiseText(flag.flag))} ${sanitiseText(flag.help)}${shown}`);
    }
    for (const problem of problems) print(io, `  ${style.yellow(sanitiseText(problem))}`);
  }
  for (const p of catalog.problems) {
    const lines = p.errors.map((e) => `${placeWords(e)}${e.path}: ${e.message}`);
    if (lines.length < 2) print(io, `${style.red("not used")} ${sanitiseText(p.path)}: ${sanitiseText(p.message)}`);
    else print(io, `${style.red("not used")} ${sanitiseText(p.path)}`, ...lines.map((l) => `  ${sanitiseText(l)}`));
  }
  return 0;
}
