import { type RunMeta, type RunnerType, sumUsage, type Usage } from "@codex-toolloop/protocol";

type Waiting = NonNullable<RunMeta["approvals"]>;

/** As many as meta.json holds. */
const WAITING_MAX = 50;
const GRANTS_MAX = 200;

/** meta.json of a run with several turns and gates, which may go on at the same time. */
export interface AgentsMeta {
  /** Takes what a turn or a gate says of itself alone. @param key the turn's or the gate's. */
  write(key: string, patch: Partial<RunMeta>, runner?: RunnerType): void;
  /** What was approved for the session in this run, for agents of this vendor. */
  grants(runner: RunnerType): string[];
}

/**
 * One answer from many askers: what waits for a person is what waits anywhere, usage is the sum over all turns; thread, model,
 * runner and round are those of the turn that spoke last.
 */
export function agentsMeta(write: (patch: Partial<RunMeta>) => void): AgentsMeta {
  const approvals = new Map<string, Waiting>();
  const granted = new Map<string, { keys: string[]; runner?: RunnerType | undefined }>();
  const usages = new Map<string, Usage>();
  const grants = (runner?: RunnerType) => {
    const all = [...granted.values()].filter((g) => runner === undefined || g.runner === runner);
    return [...new Set(all.flatMap((g) => g.keys))].slice(0, GRANTS_MAX);
  };
  return {
    grants,
    write(key, patch, runner) {
      const whole = { ...patch };
      if (patch.approvals) {
        if (patch.approvals.length > 0) approvals.set(key, patch.approvals);
        else approvals.delete(key);
        const waiting = [...approvals.values()].flat();
        whole.approvals = waiting.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, WAITING_MAX);
      }
      if (patch.grants) {
        granted.set(key, { keys: patch.grants, runner });
        whole.grants = grants();
      }
      if (patch.usage) {
        usages.set(key, patch.usage);
        const sum = sumUsage(usages.values());
        if (sum) whole.usage = sum;
      }
      write(whole);
    },
  };
}
