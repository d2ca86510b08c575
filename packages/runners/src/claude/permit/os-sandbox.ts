import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "@codex-toolloop/process";
import type { AgentOptions } from "@codex-toolloop/protocol";
import { findOnPath } from "../find/locate.ts";
import { PROTECTED } from "./where-is.ts";

const PROBE_WITHIN_MS = 5_000;

/**
 * Where nobody is asked for commands, Claude's own sandbox of the operating system can run them: they may write below the
 * folder only, and reach no network. Claude refuses to start, or refuses the command, where the sandbox fails.
 * @returns the SDK's option `sandbox`; undefined where it is not wanted; `missing` says what it lacks on this machine.
 */
export async function osSandbox(
  rules: Pick<AgentOptions, "sandbox" | "approvalPolicy">,
  of: { cwd: string; env: Record<string, string> },
): Promise<{ option?: object; missing?: string }> {
  if (rules.sandbox !== "workspace-write" || rules.approvalPolicy !== "never") return {};
  const missing = await lacking(of);
  if (missing) return { missing };
  // What is not there is not named: the sandbox would have to make it.
  const denyWrite = [...PROTECTED].map((name) => join(of.cwd, name)).filter((path) => existsSync(path));
  return {
    option: {
      enabled: true,
      failIfUnavailable: true,
      autoAllowBashIfSandboxed: true,
      allowUnsandboxedCommands: false,
      filesystem: { denyWrite },
    },
  };
}

async function lacking({ cwd, env }: { cwd: string; env: Record<string, string> }): Promise<string | undefined> {
  // macOS brings its own.
  if (process.platform === "darwin") return undefined;
  if (process.platform !== "linux") return "Claude has no sandbox for commands on this system";
  const [bwrap, socat] = [findOnPath("bwrap", env.PATH), findOnPath("socat", env.PATH)];
  if (!bwrap || !socat) return `Claude's sandbox for commands needs ${bwrap ? "socat" : "bubblewrap and socat"}`;
  // Installed is not enough: the system may forbid what it needs.
  const argv = [
    bwrap,
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--proc",
    "/proc",
    "--unshare-net",
    "--unshare-pid",
    "true",
  ];
  const { exitCode } = await runCommand({ argv, cwd, env, timeoutMs: PROBE_WITHIN_MS, graceMs: 0 });
  return exitCode === 0 ? undefined : "bubblewrap does not work here (user namespaces may be forbidden)";
}
