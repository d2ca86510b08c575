import { statSync } from "node:fs";

/** A failed start in a sentence for a person. */
export function spawnProblem(error: unknown, program: string, cwd: string): string {
  const directory = cwdProblem(cwd);
  if (directory !== null) return directory;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return program.includes("/")
      ? `The program ${program} (or its interpreter) does not exist.`
      : `The program ${program} was not found on PATH.`;
  }
  if (code === "EACCES") return `The program ${program} is not executable.`;
  return `The program ${program} could not be started: ${error instanceof Error ? error.message : String(error)}.`;
}

/** Node reports a bad working directory as if the program were missing. */
function cwdProblem(cwd: string): string | null {
  try {
    return statSync(cwd).isDirectory() ? null : `The working directory ${cwd} is not a directory.`;
  } catch (error) {
    const denied = error instanceof Error && "code" in error && error.code === "EACCES";
    return denied ? `The working directory ${cwd} may not be entered.` : `The working directory ${cwd} does not exist.`;
  }
}
