import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "@codex-toolloop/protocol";
import type { Lookup } from "@codex-toolloop/runners";

/** Where the vendors' programs may be: the settings, and the folders above ours that hold packages. */
export function agentLookup(settings: Pick<Settings, "codexBin" | "claudeBin">, env: NodeJS.ProcessEnv): Lookup {
  const { codexBin, claudeBin } = settings;
  return { codexBin, claudeBin, installRoots: installRoots(dirname(fileURLToPath(import.meta.url))), env };
}

/** `from` and the folders above it that have a `node_modules`, nearest first: as a package of ours would be resolved. */
export function installRoots(from: string): string[] {
  const above = dirname(from);
  const here = existsSync(join(from, "node_modules")) ? [from] : [];
  return above === from ? here : [...here, ...installRoots(above)];
}
