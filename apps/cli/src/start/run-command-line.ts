import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The command line of a run process: the bundled entry, also when this is the TypeScript source (under tsx), so that a
 * start never pays for a transpiler.
 */
export function runCommandLine(runDir: string): string[] {
  return [process.execPath, execEntry(), runDir];
}

function execEntry(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, "exec.mjs");
  return existsSync(beside) ? beside : join(here, "../../dist/exec.mjs");
}
