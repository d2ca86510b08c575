import { accessSync, constants, statSync } from "node:fs";
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
