import { type RunnerType, type RunProvenance, sumUsage, type Usage } from "@codex-toolloop/protocol";
import type { Lookup, Runner } from "@codex-toolloop/runners";
import type { HostTurn, HostTurnResult, KeptStep } from "@codex-toolloop/workflows";

type Agent = RunProvenance["agents"][number];

/** Who worked in which step, with what: gathered while the run goes on. */
export interface AgentsUsed {
  turn(spec: HostTurn, result: HostTurnResult): void;
  /** A runner is about to take its first turn: its version is looked up beside it. */
  begins(runner: Runner, lookup: Lookup): void;
  agents(): Agent[];
  /** Versions of the vendors' programs, by runner, as far as they are known by then. @param ms how long one that is still looked up is waited for. */
  versions(ms: number): Promise<Record<string, string>>;
}

/** @param kept what was taken over from an earlier run. */
export function agentsUsed(kept: Iterable<KeptStep>): AgentsUsed {
  const steps = new Map<string, Agent>();
  const usages = new Map<string, (Usage | undefined)[]>();
  const versions: Record<string, string> = {};
  const looked = new Map<RunnerType, Promise<void>>();
  for (const { output } of kept)
    if (output.runner !== undefined && output.sandbox !== undefined)
      steps.set(output.step, {
        step: output.step,
        runner: output.runner,
        sandbox: output.sandbox,
        ...(output.model === undefined ? {} : { model: output.model }),
        ...(output.threadId === undefined ? {} : { threadId: output.threadId }),
        ...(output.usage === undefined ? {} : { usage: output.usage }),
      });
  return {
    turn({ stepId, runner, options }, result) {
      const model = result.model ?? options.model;
      const turns = [...(usages.get(stepId) ?? []), result.usage];
      usages.set(stepId, turns);
      const usage = sumUsage(turns);
      steps.set(stepId, {
        step: stepId,
        runner,
        sandbox: options.sandbox,
        approvalPolicy: options.approvalPolicy,
        ...(model === undefined ? {} : { model }),
        ...(result.threadId === undefined ? {} : { threadId: result.threadId }),
        ...(usage === undefined ? {} : { usage }),
      });
    },
    begins(runner, lookup) {
      if (runner.type === "replay" || looked.has(runner.type)) return;
      const found = runner.find(lookup).then(({ version }) => {
        if (version !== undefined) versions[runner.type] = version;
      });
      looked.set(
        runner.type,
        found.catch(() => {}),
      );
    },
    agents: () => [...steps.values()],
    async versions(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([Promise.all(looked.values()), late]);
      clearTimeout(timer);
      return versions;
    },
  };
}
