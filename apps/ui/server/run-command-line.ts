import { delimiter, join, sep } from "node:path";
import type { RunRequest } from "@codex-toolloop/protocol";
import { childEnvironment } from "@codex-toolloop/supervisor";
import { z } from "zod";

const Definition = z.object({ env: z.array(z.string()).default([]) });

/** Settings that say where an agent's program is. */
const AGENT_SETTINGS = ["TOOLLOOP_CODEX_BIN", "TOOLLOOP_CLAUDE_BIN"];

/** The program that executes a run directory: the bundled CLI's `exec`, in plain JavaScript. */
export function execProgram(root: string): string {
  return join(root, "apps/cli/dist/exec.mjs");
}

/** The bundled CLI. */
export function cliProgram(root: string): string {
  return join(root, "apps/cli/dist/main.mjs");
}

/** How a run is executed, and with which environment: an allowlist plus what its definition names, or its agents need. */
export function runCommandLine(
  options: { root: string; storeRoot: string; env: NodeJS.ProcessEnv },
  request: RunRequest,
  runDir: string,
): { argv: string[]; cwd: string; env: Record<string, string> } {
  const definition = Definition.safeParse(request.definition);
  const named = definition.success ? definition.data.env : [];
  const agents = request.agent ?? request.agents;
  const theirs = agents ? [...AGENT_SETTINGS, ...(agents.environment ?? [])] : [];
  const env = childEnvironment(options.env, [...named, ...theirs]);
  if (env.PATH) env.PATH = ownPath(env.PATH, options.root);
  env.TOOLLOOP_HOME = options.storeRoot;
  return { argv: [process.execPath, execProgram(options.root), runDir], cwd: runDir, env };
}

/** PATH without what `npm start` put in front: a run in another repository must not find our programs first. */
export function ownPath(path: string, root: string): string {
  const ours = (entry: string) =>
    entry.startsWith(root + sep) || /[\\/]node-gyp-bin$/.test(entry) || /[\\/]node_modules[\\/]\.bin$/.test(entry);
  return path
    .split(delimiter)
    .filter((entry) => entry !== "" && !ours(entry))
    .join(delimiter);
}
