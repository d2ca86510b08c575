import type { RunnerInfo } from "@codex-toolloop/protocol";
import type { InputField } from "@codex-toolloop/workflows";
import { expect, it } from "vitest";
import { firstChoice, runnerChoices } from "./runner-choices.ts";

const info = (runner: RunnerInfo["runner"], more: Partial<RunnerInfo> = {}): RunnerInfo => ({
  ...{ runner, label: runner, available: true, environment: [], models: [], ...more },
});
const REPLAY = info("replay", { workflowRecordings: [{ name: "r", title: "R", workflow: "review" }] });
const FIELD: InputField = {
  ...{ name: "runner", type: "runner", label: "Runner", required: true, default: "codex" },
  options: ["codex", "claude", "replay"].map((value) => ({ value, label: value })),
};
const first = (...infos: RunnerInfo[]) => firstChoice(FIELD, runnerChoices(infos, "review"));

it("says what is installed, what is not and how to install it, and what can be replayed", () => {
  const gone = info("claude", { available: false, problem: "It was not found.", install: "npm i -g claude" });
  expect(runnerChoices([info("codex", { version: "1.2" }), gone, REPLAY], "audit")).toEqual([
    { runner: "codex", label: "codex", available: true, note: "installed, 1.2" },
    { runner: "claude", label: "claude", available: false, note: "It was not found.", install: "npm i -g claude" },
    { runner: "replay", label: "replay", available: false, note: "there is no recording of this workflow" },
  ]);
});

it("chooses the workflow's own default where it is installed, else the first agent that is, else the replay", () => {
  expect(first(info("claude"), info("codex"), REPLAY)).toBe("codex");
  expect(first(info("claude"), REPLAY)).toBe("claude");
  expect(first(REPLAY)).toBe("replay");
  expect(first()).toBe("codex");
});
