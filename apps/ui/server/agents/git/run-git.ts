import { execFile } from "node:child_process";
import { childEnvironment } from "@codex-toolloop/supervisor";

export interface GitOptions {
  /** Changes something: then git may take its locks. */
  write?: boolean;
  /** Milliseconds; default 10,000. */
  timeoutMs?: number;
  /** Of stdout that are kept; default 1 MiB. */
  maxBytes?: number;
  /** Given to its stdin; none is an empty one. */
  input?: string;
  env?: Record<string, string>;
}

export interface GitResult {
  /** It ended with 0. */
  ok: boolean;
  /** null where it did not end by itself: not installed, out of time. */
  code: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** stdout had more than `maxBytes`; git was ended there. */
  cut: boolean;
}

/** What names the author, and where the user's own configuration is: beside what every child gets. */
const PASSED_ON = [
  ...["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"],
  ...["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"],
];
/** A repository that an agent worked in must not name programs for us to run: no hook, no monitor, no signing. */
const SAFE = [
  ...["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"],
  ...["-c", "commit.gpgSign=false", "-c", "merge.verifySignatures=false", "-c", "log.showSignature=false"],
  // No housekeeping that outlives the command.
  ...["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "submodule.recurse=false"],
];

/**
 * Runs git in a folder: asks nobody, starts no hook, ends within its time. Never rejects.
 * @param folder absolute path. What else than git runs are clean and smudge filters of the user's configuration.
 */
export function runGit(folder: string, args: string[], options: GitOptions = {}): Promise<GitResult> {
  const { write = false, timeoutMs = 10_000, maxBytes = 1024 * 1024, input } = options;
  const env = {
    // Node's types know no environment without it.
    NODE_ENV: process.env.NODE_ENV,
    ...childEnvironment(process.env, PASSED_ON),
    ...{ GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", GIT_EDITOR: ":", LC_ALL: "C" },
    ...(write ? {} : { GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1" }),
    ...options.env,
  };
  return new Promise((resolve) => {
    const child = execFile(
      "git",
      ["-C", folder, ...SAFE, ...args],
      { env, timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: maxBytes },
      (error, stdout, stderr) => {
        const cut = error?.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        const words = code === null && stderr === "" && error ? error.message : stderr;
        resolve({ ok: code === 0, code, stdout, stderr: words, timedOut: error?.killed === true && !cut, cut });
      },
    );
    // A git that ends without reading its input is told by its exit code.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

/** The names in output that git wrote with `-z`. */
export function namesIn(stdout: string): string[] {
  return stdout.split("\0").filter((name) => name !== "");
}
