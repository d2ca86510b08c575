import type { RunnerInfo } from "@codex-toolloop/protocol";

/** The workflow that a newcomer sees first. */
const FIRST = "feature-dev";

/** The recorded workflow to offer to whoever has no agent yet; undefined where none ships. */
export function recordedWorkflow(
  runners: readonly Pick<RunnerInfo, "runner" | "workflowRecordings">[],
): { workflow: string; title: string } | undefined {
  const recorded = runners.find((r) => r.runner === "replay")?.workflowRecordings ?? [];
  const found = recorded.find((r) => r.workflow === FIRST) ?? recorded[0];
  return found && { workflow: found.workflow, title: found.title };
}
