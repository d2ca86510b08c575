import { childEnvironment, runCommand } from "@codex-toolloop/process";
import type { Provenance } from "@codex-toolloop/protocol";
import packageJson from "../../package.json" with { type: "json" };
import type { Io } from "../io.ts";

export const VERSION: string = packageJson.version;

/** Where a run comes from: what was typed, the state of the checkout it works in, and the versions involved. */
export async function provenance(io: Pick<Io, "argv" | "cwd">, workspace: string | undefined): Promise<Provenance> {
  const cwd = workspace ?? io.cwd;
  const [head, branch, status] = await Promise.all([
    git(cwd, ["rev-parse", "HEAD"]),
    git(cwd, ["symbolic-ref", "--short", "-q", "HEAD"]),
    git(cwd, ["status", "--porcelain", "--untracked-files=no"]),
  ]);
  return {
    argv: [...io.argv],
    cwd: io.cwd,
    ...(head ? { gitHead: head } : {}),
    ...(branch ? { gitBranch: branch } : {}),
    ...(head && status !== undefined ? { gitDirty: status !== "" } : {}),
    versions: { "codex-toolloop": VERSION, node: process.versions.node },
  };
}

/** What git says; a monitor that the repository's own configuration names is not started. */
async function git(cwd: string, args: string[]): Promise<string | undefined> {
  const result = await runCommand({
    argv: ["git", "-c", "core.fsmonitor=false", ...args],
    cwd,
    env: { ...childEnvironment(process.env, []), GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    captureBytes: 64 * 1024,
    timeoutMs: 5_000,
    graceMs: 200,
  });
  return result.exitCode === 0 ? (result.stdout ?? "").trim() : undefined;
}
