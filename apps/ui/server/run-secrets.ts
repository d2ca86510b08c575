/**
 * Variables that one run's process gets and that stand nowhere on disk: kept in this process' memory from the request to
 * the launch, then forgotten. A dashboard that restarts in between has lost them.
 */
export interface RunSecrets {
  keep(runId: string, env: Record<string, string>): void;
  /** What was kept for the run, once. */
  take(runId: string): Record<string, string>;
}

export function createRunSecrets(): RunSecrets {
  const kept = new Map<string, Record<string, string>>();
  return {
    keep: (runId, env) => void kept.set(runId, env),
    take: (runId) => {
      const env = kept.get(runId) ?? {};
      kept.delete(runId);
      return env;
    },
  };
}

/** A run's command line with what was kept for it. */
export function withSecrets<T extends { env: Record<string, string> }>(
  secrets: RunSecrets,
  { runId }: { runId: string },
  line: T,
): T {
  return { ...line, env: { ...line.env, ...secrets.take(runId) } };
}
