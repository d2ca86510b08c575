import { runCommand } from "@codex-toolloop/process";
import type { Sandbox, ToolKind } from "@codex-toolloop/protocol";
import { z } from "zod";
import { reachedByCommands, sayReached } from "../tool-limits.ts";

/** What an allowlist of tools means for codex: what is not offered, what is refused, and what cannot be withheld. */
export interface ToolRules {
  /** Overrides of the configuration: these tools the model does not get. */
  args: string[];
  sandbox: Sandbox;
  /** Kinds whose requests for more than the sandbox gives are declined without asking anybody. */
  declined: readonly ToolKind[];
  /** Sentences for `tools_partial`: what the list leaves out and is there all the same, and what needs only to be known. */
  partial: string[];
  remarks: string[];
}

/** Not among our kinds: with an allowlist they are never offered. */
const OTHERS = ["apps", "tool_suggest", "image_generation", "computer_use", "browser_use", "in_app_browser"];
const LIST_WITHIN_MS = 10_000;
const Servers = z.array(z.looseObject({ name: z.string() }));

/**
 * Codex reads and searches by its shell alone, and nothing takes away `apply_patch`: so a step that may read but not run
 * commands keeps the shell in the read-only sandbox, and where nothing may write, the sandbox refuses the patch.
 * @param tools the only kinds that the step may use; undefined: all. @param mcpServers names from the user's
 * configuration; null: not known.
 */
export function toolRules(
  tools: readonly ToolKind[] | undefined,
  wanted: Sandbox,
  mcpServers: readonly string[] | null,
): ToolRules {
  if (!tools) return { args: [], sandbox: wanted, declined: [], partial: [], remarks: [] };
  const may = (kind: ToolKind) => tools.includes(kind);
  const reads = may("read") || may("search");
  const sandbox = may("edit") || may("shell") ? wanted : "read-only";
  const keepsShell = may("shell") || (reads && sandbox === "read-only");
  const set = [
    ...(may("web") ? [] : ['web_search="disabled"']),
    ...(may("plan") ? [] : ["tools.update_plan.enabled=false", "features.goals=false"]),
    ...(may("subagent") ? [] : ["agents.enabled=false"]),
    ...(may("read") ? [] : ["features.view_image=false"]),
    ...(keepsShell ? [] : ["features.shell_tool=false"]),
    ...OTHERS.map((feature) => `features.${feature}=false`),
    ...(mcpServers?.length ? [`mcp_servers={${mcpServers.map(disabled).join(",")}}`] : []),
  ];
  return {
    args: set.flatMap((override) => ["-c", override]),
    sandbox,
    declined: (["edit", "shell"] as const).filter((kind) => !may(kind)),
    partial: [
      ...sayReached(reachedByCommands(tools, sandbox)),
      ...(mcpServers === null ? ["Codex does not say which MCP servers it has: theirs are not withheld."] : []),
    ],
    remarks: ofShell(may("shell"), reads, keepsShell),
  };
}

function ofShell(allowed: boolean, reads: boolean, kept: boolean): string[] {
  if (allowed || !reads) return [];
  if (kept) return ["Codex reads and searches by commands alone: it may run them, in its read-only sandbox."];
  return ["Codex reads and searches by commands alone, which this step may not run: it sees what its prompt holds."];
}

const disabled = (name: string) => `${JSON.stringify(name)}={enabled=false}`;

/** Names of the MCP servers that codex is configured with in this folder; null where it does not tell. */
export async function mcpServersOf(
  program: { path: string; env: Record<string, string> },
  cwd: string,
): Promise<string[] | null> {
  const argv = [program.path, "mcp", "list", "--json"];
  const said = await runCommand({ argv, cwd, env: program.env, timeoutMs: LIST_WITHIN_MS, graceMs: 0 });
  try {
    return Servers.parse(JSON.parse(said.stdout ?? "")).map(({ name }) => name);
  } catch {
    return null;
  }
}
