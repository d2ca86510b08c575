import type { Runner } from "../contract.ts";

/** In the making: this adapter says that it is not there. */
export const claude: Runner = {
  type: "claude",
  async find() {
    return {
      runner: "claude",
      label: "Claude",
      available: false,
      problem: "This version of codex-toolloop cannot use it yet.",
      environment: [],
      models: [],
    };
  },
  takeTurn() {
    return {
      ended: Promise.resolve({ status: "failed", code: "runner_missing", error: "Claude cannot be used yet." }),
      control() {},
    };
  },
};
