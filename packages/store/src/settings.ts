import { lstatSync } from "node:fs";
import { join } from "node:path";
import { type ResolvedSettings, resolveSettings } from "@codex-toolloop/protocol";
import { LineCounter, parseDocument } from "yaml";
import type { Redactor } from "./contract.ts";
import { readSmallSync } from "./fs/read-at.ts";
import { createRedactor } from "./redact/create-redactor.ts";

const MAX_CONFIG = 256 * 1024;

/** What is in force, read again when config.yaml changes. */
export interface SettingsSource {
  settings(): ResolvedSettings;
  redactor(): Redactor;
}

/** @param env the process environment, read once. */
export function createSettingsSource(root: string, env: Record<string, string | undefined>): SettingsSource {
  const path = join(root, "config.yaml");
  let stamp: string | undefined;
  let resolved: ResolvedSettings;
  let redactor: Redactor;
  const refresh = () => {
    // A link that leads nowhere is a file that cannot be read, not a missing one.
    const stat = lstatSync(path, { throwIfNoEntry: false });
    const now = stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : "none";
    if (now === stamp) return;
    resolved = readSettings(root, path, stat !== undefined, env);
    const made = createRedactor(resolved.extra.redact ?? []);
    resolved.errors.push(...made.errors);
    redactor = made;
    stamp = now;
  };
  return {
    settings() {
      refresh();
      return resolved;
    },
    redactor() {
      refresh();
      return redactor;
    },
  };
}

function readSettings(
  root: string,
  path: string,
  exists: boolean,
  env: Record<string, string | undefined>,
): ResolvedSettings {
  if (!exists) return resolveSettings(env, undefined);
  const file = readConfig(root, path);
  if ("value" in file) return resolveSettings(env, file.value);
  const resolved = resolveSettings(env, undefined);
  // A file that cannot be read may have narrowed what may run: until it can, nothing may.
  resolved.extra.allowedWorkflows = [];
  resolved.errors.push(`${file.error}; defaults are used and nothing is allowed to run until it is mended`);
  return resolved;
}

function readConfig(root: string, path: string): { value: unknown } | { error: string } {
  let text: string | null;
  try {
    text = readSmallSync(path, root, MAX_CONFIG);
  } catch (error) {
    return { error: `config.yaml: cannot be read (${error instanceof Error ? error.message : String(error)})` };
  }
  if (text === null) return { error: `config.yaml: is no regular file of at most ${MAX_CONFIG / 1024} KiB` };
  try {
    const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: true });
    const [problem] = document.errors;
    if (problem) {
      const line = problem.linePos?.[0].line;
      return { error: `config.yaml${line ? ` line ${line}` : ""}: ${problem.message.split("\n")[0]}` };
    }
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { error: `config.yaml: ${error instanceof Error ? error.message : String(error)}` };
  }
}
