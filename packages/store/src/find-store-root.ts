import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** Name of a store directory. */
export const STORE_DIR = ".codex-toolloop";

/** Where the store is: `TOOLLOOP_HOME`, else the nearest `.codex-toolloop` upwards from `cwd`, else the one in the home directory. */
export function findStoreRoot(env: Record<string, string | undefined>, cwd: string): string {
  if (env.TOOLLOOP_HOME) return resolve(cwd, env.TOOLLOOP_HOME);
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    const candidate = join(dir, STORE_DIR);
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return candidate;
    if (dirname(dir) === dir) break;
  }
  return join(env.HOME || homedir(), STORE_DIR);
}
