import type { RunnerInfo, RunnerType, Workspace } from "@codex-toolloop/protocol";

/** The runner of the next session: the one asked for, else the workspace's last, else an installed agent, else the replay. */
export function chooseRunner(
  asked: RunnerType | null,
  workspace: Pick<Workspace, "remembered"> | null,
  runners: readonly Pick<RunnerInfo, "runner" | "available">[],
): RunnerType {
  if (asked) return asked;
  const last = workspace?.remembered?.runner_type;
  if (last && runners.some((r) => r.runner === last && r.available)) return last;
  return runners.find((r) => r.available && r.runner !== "replay")?.runner ?? "replay";
}

const LABELS: Record<RunnerType, string> = { codex: "Codex", claude: "Claude", replay: "Replay" };

/** A runner by its name, for people. */
export function runnerLabel(runner: RunnerType): string {
  return LABELS[runner];
}
