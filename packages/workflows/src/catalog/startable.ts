import type { NeededFiles } from "@codex-toolloop/protocol";
import { neededFiles } from "../definition/needed-files.ts";
import type { Catalog } from "./build-catalog.ts";

/**
 * What of a catalog a health check looks at: the allowed entries that need a file or a program, and why definitions cannot
 * be used. @param source only the store's or the workspace's own. What `allowedWorkflows` names may be another workspace's.
 */
export function startable(
  catalog: Catalog,
  source: "store" | "workspace",
): { entries: { name: string; needs: NeededFiles }[]; broken: string[] } {
  const entries = catalog.entries.flatMap((entry) => {
    const needs = entry.allowed && entry.source === source ? neededFiles(entry) : undefined;
    const any = needs !== undefined && needs.files.length + needs.programs.length > 0;
    return any ? [{ name: entry.definition.name, needs }] : [];
  });
  const broken = catalog.problems.filter((p) => p.source === source).map((p) => `${p.path}: ${p.message}`);
  return { entries, broken };
}
