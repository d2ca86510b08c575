import { type FileSearch, missingFile } from "@codex-toolloop/store";
import { type CatalogEntry, neededFiles } from "@codex-toolloop/workflows";

/** Is this entry of the catalog a script? */
export function isScript(entry: CatalogEntry): boolean {
  return entry.definition.kind === "script";
}

/** Why an allowed script cannot run now, with what to do: a file is missing, say. @param search where it would run. */
export async function scriptProblem(entry: CatalogEntry, search: FileSearch): Promise<string | undefined> {
  const { name, workspace } = entry.definition;
  if (workspace === "none") return `"${name}" works in no folder; a job does: give it workspace: required`;
  return await missingFile(neededFiles(entry), search);
}
