import { type Resumable, RunId, resumeProblem } from "@codex-toolloop/protocol";
import { liveOfLine, type RunCatalog, type Store } from "@codex-toolloop/store";

/** What of a run can be gone on with, as its page offers it; null where there is no such run. */
export async function resumable(
  { store, catalog }: { store: Store; catalog: RunCatalog },
  runId: string,
): Promise<Resumable | null> {
  const run = RunId.safeParse(runId).success ? catalog.get(runId) : undefined;
  if (!run) return null;
  const { planned, outputs } = await store.readSteps(runId);
  const facts = { ...run, steps: planned };
  const [first] = planned;
  const live = liveOfLine(catalog, runId, run.workspace);
  if (live) return { canContinue: false, why: busyWords(live.runId, runId), steps: [], liveRunId: live.runId };
  // A success has steps that can be run again, though it cannot be continued.
  const problem = resumeProblem(facts, first?.id);
  if (problem) return { canContinue: false, why: problem.detail, steps: [] };
  const ended = new Set(outputs.filter((o) => o.status !== "skipped").map((o) => o.step));
  const steps = planned.filter(({ id }) => ended.has(id)).map(({ id, title }) => ({ id, title }));
  return { canContinue: resumeProblem(facts) === undefined, steps };
}

function busyWords(liveRunId: string, runId: string): string {
  if (liveRunId === runId) return "It has not ended: wait for its end, or stop it.";
  return `Run ${liveRunId} goes on with it in the same folder: wait for its end, or stop it.`;
}
