import type { Catalog } from "./build-catalog.ts";

/** Why a name is not in the catalog although a file seems to define it: in a document of that name, or as the file's own name. */
export function brokenDefinition(catalog: Catalog, name: string): string | undefined {
  const broken =
    catalog.problems.find((p) => p.name === name) ?? catalog.problems.find((p) => fileStem(p.path) === name);
  return broken && `"${name}" cannot be used: ${broken.path}: ${broken.message}`;
}

/** `/store/workflows/stages.yaml` → `stages`. */
function fileStem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
}
