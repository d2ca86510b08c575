import { childEnvironment, runCommand } from "@codex-toolloop/process";

export interface GitWorld {
  /** Where git runs. */
  workspace: string;
  environment: NodeJS.ProcessEnv;
}

export interface LookOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Which index, which object store; beside the usual few. */
  env?: Record<string, string> | undefined;
  captureBytes?: number | undefined;
  /** Largest exit code that counts as done. */
  good?: number | undefined;
}

/** `text` is null where git gave up, or was given up on: `late` then says that it took too long. */
export interface Looked {
  text: string | null;
  cut: boolean;
  late: boolean;
}

/** A look starts no hook and no monitor; only clean filters (git-lfs, say) run, as with any `git add`. */
const CONFIG = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false"].flatMap((c) => ["-c", c]);

/** Runs git where nothing of the user's may be touched by it: no lock, no prompt, no program that the repository names. */
export async function gitLook(world: GitWorld, args: readonly string[], options: LookOptions): Promise<Looked> {
  const { timeoutMs, signal, captureBytes, good = 0 } = options;
  const result = await runCommand({
    argv: ["git", ...CONFIG, ...args],
    cwd: world.workspace,
    env: {
      ...childEnvironment(world.environment, []),
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C.UTF-8",
      ...options.env,
    },
    ...(captureBytes === undefined ? {} : { captureBytes }),
    timeoutMs,
    graceMs: 200,
    ...(signal === undefined ? {} : { signal }),
  });
  const isGood = !result.timedOut && result.exitCode !== null && result.exitCode <= good;
  return { text: isGood ? (result.stdout ?? "") : null, cut: result.stdoutCut === true, late: result.timedOut };
}

/** @returns the milliseconds that are left of `ms`, at least one. */
export function countdown(ms: number): () => number {
  const end = performance.now() + ms;
  return () => Math.max(1, end - performance.now());
}
