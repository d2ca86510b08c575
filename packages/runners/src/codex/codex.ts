import type { Runner } from "../contract.ts";

/** In the making: this adapter says that it is not there. */
export const codex: Runner = {
  type: "codex",
  async find() {
    return {
      runner: "codex",
      label: "Codex",
      available: false,
      problem: "This version of codex-toolloop cannot use it yet.",
      environment: [],
      models: [],
    };
  },
  takeTurn() {
    return {
      ended: Promise.resolve({ status: "failed", code: "runner_missing", error: "Codex cannot be used yet." }),
      control() {},
    };
  },
};
