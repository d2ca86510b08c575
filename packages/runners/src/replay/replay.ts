import type { Runner } from "../contract.ts";

/** In the making: this adapter says that it is not there. */
export const replay: Runner = {
  type: "replay",
  async find() {
    return {
      runner: "replay",
      label: "Replay",
      available: false,
      problem: "This version of codex-toolloop cannot use it yet.",
      environment: [],
      models: [],
    };
  },
  takeTurn() {
    return {
      ended: Promise.resolve({ status: "failed", code: "runner_missing", error: "Replay cannot be used yet." }),
      control() {},
    };
  },
};
