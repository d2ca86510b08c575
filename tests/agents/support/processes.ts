import { readdirSync, readFileSync } from "node:fs";
import { identify, liveness, type ProcessIdentity } from "@codex-toolloop/process";

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 20_000;

/** Waits until `look` finds something; fails with what was waited for after 20 s. */
export async function found<T>(what: string, look: () => T | undefined | null | false): Promise<T> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${WITHIN_MS} ms in vain for ${what}`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

/** Every live process whose argument list fits. Linux. */
export function processes(fits: (argv: string[]) => boolean): ProcessIdentity[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const argv = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        const who = fits(argv) ? identify(Number(name)) : null;
        return who && liveness(who) === "alive" ? [who] : [];
      } catch {
        return [];
      }
    });
}

/** The node process that executes a run: not its launcher, which names it in its own arguments. */
export function runProcess(runId: string): ProcessIdentity | undefined {
  return processes(
    (argv) => /node$/.test(argv[0] ?? "") && /exec\.mjs$/.test(argv[1] ?? "") && argv.join(" ").includes(runId),
  )[0];
}

/** A `sleep` of exactly so many seconds, as an agent's shell started it. */
export function sleeper(seconds: string): ProcessIdentity | undefined {
  return processes((argv) => /(^|\/)sleep$/.test(argv[0] ?? "") && argv[1] === seconds)[0];
}
