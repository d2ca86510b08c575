import { tmpdir } from "node:os";
import { runCommand } from "@codex-toolloop/process";

/** `app-server`: everything live. `exec`: what older versions have. */
export type Mode = "app-server" | "exec";

const WITHIN = { timeoutMs: 10_000, graceMs: 500, captureBytes: 64 * 1024 };

/** The program's version, or why it does not say one. */
export async function versionOf(
  path: string,
  env: Record<string, string>,
): Promise<{ version?: string; problem?: string }> {
  const said = await runCommand({ argv: [path, "--version"], cwd: tmpdir(), env, ...WITHIN });
  if (said.spawnError !== undefined) return { problem: said.spawnError };
  const version = /\d+\.\d+\.\d+\S*/.exec(said.stdout ?? "")?.[0];
  if (said.exitCode === 0 && version !== undefined) return { version };
  return { problem: `${path} --version did not print a version (exit code ${said.exitCode}).` };
}

/** Which of its interfaces this program has. Older versions take the unknown word for a prompt and show their own help. */
export async function modeOf(path: string, env: Record<string, string>): Promise<Mode> {
  const said = await runCommand({ argv: [path, "app-server", "--help"], cwd: tmpdir(), env, ...WITHIN });
  return said.exitCode === 0 && /^\s*Usage:.*\bapp-server\b/m.test(said.stdout ?? "") ? "app-server" : "exec";
}

/** Does codex say that nobody is logged in? It looks into its own files; false also where it does not know the question. */
export async function isLoggedOut(path: string, env: Record<string, string>): Promise<boolean> {
  const said = await runCommand({ argv: [path, "login", "status"], cwd: tmpdir(), env, ...WITHIN });
  return said.exitCode === 1 && /^not logged in/im.test(`${said.stdout ?? ""}\n${said.stderr ?? ""}`);
}
