import { type RunnerInfo, RunnerType } from "@codex-toolloop/protocol";
import type { InputField } from "@codex-toolloop/workflows";

/** A runner as the start form offers it; plain data. */
export interface RunnerChoice {
  runner: RunnerType;
  label: string;
  available: boolean;
  /** What is here of it, or why it cannot be chosen. */
  note: string;
  /** The command that installs it. */
  install?: string | undefined;
}

/** What this machine has of each runner, for one workflow: it can be replayed where a recording of it is there. */
export function runnerChoices(infos: readonly RunnerInfo[], workflow: string): RunnerChoice[] {
  return RunnerType.options.map((runner): RunnerChoice => {
    const info = infos.find((i) => i.runner === runner);
    const label = info?.label ?? runner;
    if (runner === "replay") return { runner, label, ...replayOf(info, workflow) };
    if (info?.available)
      return { runner, label, available: true, note: `installed${info.version ? `, ${info.version}` : ""}` };
    return { runner, label, available: false, note: info?.problem ?? "not installed", install: info?.install };
  });
}

/** Whether a recorded run of the workflow ships. */
export function isRecorded(infos: readonly RunnerInfo[], workflow: string): boolean {
  return infos.some((i) => i.workflowRecordings?.some((r) => r.workflow === workflow));
}

function replayOf(info: RunnerInfo | undefined, workflow: string): Pick<RunnerChoice, "available" | "note"> {
  return info && isRecorded([info], workflow)
    ? { available: true, note: "no account needed: plays a recording in a sample project" }
    : { available: false, note: "there is no recording of this workflow" };
}

/** What a runner field begins with: the first agent that is installed, else a replay, else what the workflow says. */
export function firstChoice(field: InputField, choices: readonly RunnerChoice[]): string | undefined {
  const offered = (field.options ?? []).flatMap((o) => choices.find((c) => c.runner === o.value && c.available) ?? []);
  const own = offered.find((c) => c.runner === field.default && c.runner !== "replay");
  const first = own ?? offered.find((c) => c.runner !== "replay") ?? offered[0];
  return first?.runner ?? (field.default === undefined ? undefined : String(field.default));
}
