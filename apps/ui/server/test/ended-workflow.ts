import type { RunRequest, RunStatus, StepOutput } from "@codex-toolloop/protocol";
import { newRunId, type Store } from "@codex-toolloop/store";
import { until } from "./live-agents.ts";

interface Ended {
  status?: RunStatus;
  steps?: string[];
  outputs?: (Partial<StepOutput> & { step: string })[];
  spec?: string;
  request?: Partial<RunRequest>;
}

/** A run as one that has ended left it: plan, step outputs, meta.json; in the list when this returns. */
export async function endedWorkflow(store: Store, ended: Ended = {}): Promise<string> {
  const { status = "failed", steps = ["a", "b", "c"], spec } = ended;
  const request: RunRequest = {
    v: 1,
    runId: newRunId(),
    kind: "workflow",
    workflow: "steps",
    title: "Three steps",
    inputs: {},
    hasSpec: spec !== undefined,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    requestedBy: "alice",
    requestedVia: "api",
    createdAt: new Date().toISOString(),
    source: "store",
    ...ended.request,
  };
  await store.createRun(request, spec);
  const writer = store.openRunWriter(request.runId);
  if (steps.length > 0) writer.emit({ type: "run.planned", steps: steps.map((id) => ({ id, title: `Step ${id}` })) });
  for (const output of ended.outputs ?? [{ step: "a" }, { step: "b", status: "failed" as const }]) {
    const whole = { title: `Step ${output.step}`, status: "success", reason: "exit_zero", attempts: 1, durationMs: 5 };
    writer.writeFile(`step-outputs/${output.step}.json`, JSON.stringify({ ...whole, ...output }));
  }
  const finishedAt = new Date().toISOString();
  writer.writeMeta({ status, durationMs: 1000, ...(status === "running" ? {} : { finishedAt }) });
  writer.close();
  const catalog = await store.catalog();
  await until(() => catalog.get(request.runId)?.status === status, "the run is in the list");
  return request.runId;
}
