import type { RunnerInfo } from "@codex-toolloop/protocol";
import { findWorkflow } from "@codex-toolloop/workflows";
import { dashboard } from "../../lib/server.ts";

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

/** The same for the first page, which waits for no look at what is installed: that one ships, and may be started here. */
export async function firstRecorded(): Promise<string | undefined> {
  const d = dashboard();
  const mayReplay = d.settings().settings.allowedRunners.includes("replay");
  return mayReplay && findWorkflow(await d.workflows(), FIRST)?.allowed ? FIRST : undefined;
}
