import type { RunnerType } from "@codex-toolloop/protocol";
import type { Runner } from "./contract.ts";

/**
 * Every adapter, loaded when it is asked for: a turn of one vendor loads nothing of the other.
 * @param type which. @returns its adapter.
 */
export async function runnerOf(type: RunnerType): Promise<Runner> {
  return await RUNNERS[type]();
}

const RUNNERS: Record<RunnerType, () => Promise<Runner>> = {
  codex: async () => (await import("./codex/codex.ts")).codex,
  claude: async () => (await import("./claude/claude.ts")).claude,
  replay: async () => (await import("./replay/replay.ts")).replay,
};
