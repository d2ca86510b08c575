import { AgentOptions, type AgentOptionsPatch } from "@codex-toolloop/protocol";

/** Options with what a request names instead; null takes back what was set. */
export function withPatch(base: AgentOptions, patch: AgentOptionsPatch | undefined): AgentOptions {
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [name, value] of Object.entries(patch ?? {})) {
    if (value === null) merged.delete(name);
    else if (value !== undefined) merged.set(name, value);
  }
  return AgentOptions.parse(Object.fromEntries(merged));
}
