import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A program of node_modules as [node, script]: no shell, no npx, the same on every platform that has Node. */
export function bin(name) {
  return resolve(ROOT, "node_modules/.bin", name);
}

/** Runs a program with our own terminal; returns its exit code (a signal counts as 1). */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Stops with a sentence a person can act on, where Node is too old for the dependencies. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Codex ToolLoop needs Node 20.19 or newer (24 recommended); this is ${process.versions.node}.`);
  process.exit(1);
}
