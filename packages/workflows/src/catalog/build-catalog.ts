import { BUILTINS, INTERNAL } from "../builtin/builtins.ts";
import { type FileError, parseWorkflowFile, placeWords } from "../definition/parse-workflow-file.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { didYouMean } from "../text.ts";

export type DefinitionSource = "builtin" | "store" | "workspace";

/** A workflow that this store knows. */
export interface CatalogEntry {
  definition: Definition;
  source: DefinitionSource;
  /** The file that defines it; absent for a built-in. Its folder is what `{ file }` is relative to. */
  path?: string;
  /** False when `allowedWorkflows` leaves it out: it is shown, but a start is refused. */
  allowed: boolean;
  /** What a person should know about this entry: a file that tried to take its name, say. */
  problems: string[];
}

/** A file that gave no entry, or a setting that names none. */
export interface CatalogProblem {
  path: string;
  /** What the definition calls itself, where that can be read: a file may hold several. */
  name?: string;
  source: DefinitionSource | "config";
  message: string;
  errors: FileError[];
}

export interface Catalog {
  entries: CatalogEntry[];
  problems: CatalogProblem[];
}

interface SourceFile {
  path: string;
  text: string;
}

/**
 * Everything that may run: the built-ins, the store's files and those of a workspace that the user trusts, in this order of
 * precedence. A name is defined once (case ignored): a workspace can neither replace `verify` nor a definition of the store.
 * @param options.workspaceFiles only of a workspace that is marked trusted; the caller has checked.
 * @param options.allowed the setting `allowedWorkflows`: undefined allows all that is known, [] allows nothing.
 */
export function buildCatalog(options: {
  storeFiles: readonly SourceFile[];
  workspaceFiles?: readonly SourceFile[] | undefined;
  allowed?: readonly string[] | undefined;
}): Catalog {
  const allowed = (name: string) => options.allowed === undefined || options.allowed.includes(name);
  const entries: CatalogEntry[] = BUILTINS.map((b) => ({
    definition: b.definition,
    source: "builtin",
    allowed: allowed(b.definition.name),
    problems: [],
  }));
  const problems: CatalogProblem[] = [];
  // The store of a repository is also the folder of its workspace: the same file is no second definition.
  const seen = new Set<string>();
  for (const [source, files] of [
    ["store", options.storeFiles],
    ["workspace", options.workspaceFiles ?? []],
  ] as const) {
    for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      for (const parsed of parseWorkflowFile({ ...file, source })) {
        if (!parsed.ok) {
          const named = parsed.name === undefined ? {} : { name: parsed.name };
          const message = summary(parsed.errors);
          problems.push({ path: file.path, source, ...named, message, errors: parsed.errors });
          continue;
        }
        const { definition, ok: _ok, ...place } = parsed;
        const { name } = definition;
        if (INTERNAL.some((b) => b.definition.name === name.toLowerCase())) {
          problems.push({ path: file.path, source, ...nameTaken(name, undefined, file.path, place) });
          continue;
        }
        const holder = entries.find((e) => e.definition.name.toLowerCase() === name.toLowerCase());
        if (holder) {
          const problem = nameTaken(name, holder, file.path, place);
          problems.push({ path: file.path, source, ...problem });
          holder.problems.push(`${file.path}: ${placeWords(place)}has the same name and is not used`);
          continue;
        }
        entries.push({ definition, source, path: file.path, allowed: allowed(name), problems: [] });
      }
    }
  }
  for (const name of options.allowed ?? []) {
    if (entries.some((e) => e.definition.name === name)) continue;
    const near = didYouMean(
      name,
      entries.map((e) => e.definition.name),
    );
    const message = `allowedWorkflows names "${name}", which is not defined${near}`;
    problems.push({ path: "config.yaml", source: "config", message, errors: [{ path: "allowedWorkflows", message }] });
  }
  return { entries, problems };
}

/** @param holder whose name it is; undefined where it is one of the product's own. */
function nameTaken(
  name: string,
  holder: CatalogEntry | undefined,
  path: string,
  place: { line: number; document?: number },
) {
  const owner = holder?.path === path ? "an earlier document of this file" : (holder?.path ?? "the built-in workflow");
  const message = `the name "${name}" belongs to ${owner}; this definition is not used until it has another name`;
  const error = { path: "name", message, ...place };
  return { name, message: `${placeWords(place)}${message}`, errors: [error] };
}

/** Problems of a file that are told in one sentence; a file with more has another disease. */
const TOLD = 10;

/** Everything that is wrong with a file: the first problem alone may be the consequence of the next. */
function summary(errors: readonly FileError[]): string {
  if (errors.length === 0) return "cannot be read";
  const told = errors.slice(0, TOLD).map((e) => `${placeWords(e)}${e.path}: ${e.message}`);
  if (errors.length > TOLD) told.push(`and ${errors.length - TOLD} more`);
  return told.join(" · ");
}

/** The entry of a name, exactly as written. */
export function findWorkflow(catalog: Catalog, name: string): CatalogEntry | undefined {
  return catalog.entries.find((e) => e.definition.name === name);
}
