import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { KillLevel, LaunchSpec } from "./contract.ts";
import { findProgram } from "./find-program.ts";

/** Seconds that a launcher keeps killing before it reports what it could not kill. */
const KILL_SECONDS = 5;

/**
 * The command line of the launcher for a kill level. The launchers are files beside this module, also when it is part of a
 * bundle: whoever bundles copies `launcher.pl` and `launcher.mjs` next to it.
 * @throws Error naming the program that the level needs and this machine lacks.
 */
export function launcherCommand(spec: LaunchSpec): { file: string; args: string[] } {
  const options = [
    ["--level", spec.level],
    ["--arch", process.arch],
    ["--dir", spec.runDir],
    ["--run", spec.runId],
    ["--cwd", spec.cwd],
    ["--deadline", String(spec.deadlineSeconds)],
    ["--grace", String(spec.graceSeconds)],
    ["--kill", String(KILL_SECONDS)],
  ].flat();
  if (spec.level === "scan") {
    const script = fileURLToPath(new URL("./launcher.mjs", import.meta.url));
    return { file: process.execPath, args: [script, ...options, "--treekill", treeKillPath(), "--", ...spec.argv] };
  }
  if (process.platform !== "linux") throw new Error(`Kill level ${spec.level} needs Linux.`);
  const perl = [need("perl", spec.level), fileURLToPath(new URL("./launcher.pl", import.meta.url)), ...options];
  if (spec.level === "subreaper") return { file: perl[0] ?? "", args: [...perl.slice(1), "--", ...spec.argv] };
  // No --mount-proc: the launcher first reads its outer pid from the outer /proc, then mounts a fresh one itself.
  const namespace = ["--pid", "--mount", "--fork", "--kill-child=KILL", ...perl];
  return { file: need("unshare", spec.level), args: [...namespace, "--", ...spec.argv] };
}

function need(name: string, level: KillLevel): string {
  const path = findProgram(name);
  if (path === null) throw new Error(`Kill level ${level} needs the program ${name}, which is not installed.`);
  return path;
}

/** The launcher runs as a loose file, from where a package may not be found: it is told. */
function treeKillPath(): string {
  try {
    return createRequire(import.meta.url).resolve("tree-kill");
  } catch {
    return "";
  }
}
