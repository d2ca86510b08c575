import { Name } from "@codex-toolloop/protocol";
import { brokenDefinition } from "../catalog/broken-definition.ts";
import { type Catalog, type CatalogEntry, findWorkflow } from "../catalog/build-catalog.ts";
import { didYouMean } from "../text.ts";

export type FoundScript = { ok: true; entry: CatalogEntry } | { ok: false; status: 400 | 403; message: string };

/**
 * The script of a key, where it may run. Otherwise why not: 403 for one that is unknown, broken or left out by the setting;
 * 400 for a workflow of another kind (the caller adds how that is started).
 */
export function findScript(catalog: Catalog, key: string): FoundScript {
  const no = (status: 400 | 403, message: string): FoundScript => ({ ok: false, status, message });
  const entry = findWorkflow(catalog, key);
  if (entry && entry.definition.kind !== "script") return no(400, `"${key}" is a workflow, not a script`);
  if (entry?.allowed) return { ok: true, entry };
  if (entry)
    return no(
      403,
      `"${key}" is left out by allowedWorkflows in config.yaml (or config.yaml cannot be read: codex-toolloop config says so)`,
    );
  if (!Name.safeParse(key).success)
    return no(403, "is no script key: 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash");
  const broken = brokenDefinition(catalog, key);
  if (broken !== undefined) return no(403, broken);
  const keys = catalog.entries.filter((e) => e.allowed && e.definition.kind === "script").map((e) => e.definition.name);
  const known = keys.length > 0 ? `; there are ${keys.join(", ")}` : "; none is allowed here";
  return no(403, `there is no script "${key}"${didYouMean(key, keys) || known}`);
}
