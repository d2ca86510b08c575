import type { FinalStatus } from "@codex-toolloop/protocol";

/** How a run ended, as what follows its title in a sentence. */
export const ENDED_WORDS: Record<FinalStatus, string> = {
  success: "finished",
  failed: "failed",
  canceled: "was stopped",
  timeout: "ran into its time limit",
  orphaned: "is gone without an outcome",
};
