import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, isAbsolute, join } from "node:path";
import { childEnvironment, runCommand } from "@codex-toolloop/process";
import { nodeSupport } from "@codex-toolloop/protocol";
import type { Check } from "./check.ts";

type Env = Record<string, string | undefined>;

export function checkNode(version = process.version): Check {
  const { level, words, fix } = nodeSupport(version);
  return { name: "node", level, message: words, fix };
}

export async function checkGit(env: Env): Promise<Check> {
  const found = await versionOf("git", env);
  if (found) return { name: "git", level: "ok", message: found };
  const fix = "install git; without it reports know nothing of commits";
  return { name: "git", level: "warn", message: "not found on PATH", fix };
}

/** codex or claude: the setting, else PATH, else the npm package beside us. Neither is needed to run workflows of commands. */
export async function checkAgent(name: "codex" | "claude", configured: string, env: Env, cwd: string): Promise<Check> {
  const packages = { codex: "@openai/codex", claude: "@anthropic-ai/claude-code" } as const;
  const variable = `TOOLLOOP_${name.toUpperCase()}_BIN`;
  const install = `npm install -g ${packages[name]}, or set ${variable} to its path`;
  if (configured !== "") {
    const version = isAbsolute(configured) && isExecutable(configured) ? await versionOf(configured, env) : undefined;
    if (version) return { name, level: "ok", message: `${version} at ${configured}` };
    return { name, level: "fail", message: `${variable} is ${configured}, which does not run`, fix: install };
  }
  const path = findOnPath(name, env) ?? fromPackage(packages[name], name, cwd);
  const version = path === undefined ? undefined : await versionOf(path, env);
  if (path !== undefined && version) return { name, level: "ok", message: `${version} at ${path}` };
  if (path === undefined)
    return { name, level: "info", message: "not installed (optional: for agent steps)", fix: install };
  return { name, level: "warn", message: `${path} does not run`, fix: install };
}

export function checkBrowser(env: Env): Check {
  const known = ["xdg-open", "chromium", "chromium-browser", "google-chrome", "firefox", "open"];
  const path = known.map((n) => findOnPath(n, env)).find((p) => p !== undefined);
  if (path !== undefined) return { name: "browser", level: "ok", message: path };
  const fix = "open the dashboard's address in a browser by hand";
  return { name: "browser", level: "warn", message: "none found on PATH", fix };
}

/** First line that `<program> --version` prints; undefined when it does not run. */
async function versionOf(program: string, env: Env): Promise<string | undefined> {
  const result = await runCommand({
    argv: [program, "--version"],
    cwd: process.cwd(),
    env: childEnvironment({ ...process.env, ...env }, []),
    captureBytes: 4096,
    timeoutMs: 5_000,
    graceMs: 200,
  });
  return result.exitCode === 0 ? ((result.stdout ?? "").split("\n")[0] ?? "").trim() || "found" : undefined;
}

function findOnPath(name: string, env: Env): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  return folders.map((f) => join(f, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The `bin` of a package installed in the working directory or above. */
function fromPackage(name: string, bin: string, cwd: string): string | undefined {
  for (const folder of createRequire(join(cwd, "x.js")).resolve.paths(name) ?? []) {
    const path = join(folder, ".bin", bin);
    if (isExecutable(path)) return path;
  }
  return undefined;
}
