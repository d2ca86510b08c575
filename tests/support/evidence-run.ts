import { appendFileSync } from "node:fs";
import type { InputValues, RunMeta, RunProvenance, StepOutput } from "@codex-toolloop/protocol";
import { newRunId, type Store } from "@codex-toolloop/store";

/** What a finished workflow leaves behind; each part may be absent. */
export interface Evidence {
  workflow?: string;
  title?: string;
  inputs?: InputValues;
  spec?: string;
  outputs?: (Partial<StepOutput> & Pick<StepOutput, "step" | "title">)[];
  diff?: string;
  report?: string;
  log?: string;
  provenance?: Partial<RunProvenance>;
  /** Other files, by path. */
  files?: Record<string, string>;
  meta?: Partial<RunMeta>;
}

/** Leaves a run in the store as its own process would have written it. @returns its id. */
export async function leaveEvidence(store: Store, evidence: Evidence): Promise<string> {
  const runId = newRunId();
  const at = new Date().toISOString();
  const { workflow = "feature-dev", title = "Feature", inputs = {}, spec, outputs = [] } = evidence;
  const facts = { kind: "workflow", workflow, title, requestedBy: "ada", requestedVia: "cli", createdAt: at } as const;
  await store.createRun(
    {
      v: 1,
      runId,
      ...facts,
      inputs,
      hasSpec: spec !== undefined,
      timeoutSeconds: 3600,
      stopGraceSeconds: 10,
      source: "builtin",
      ...(evidence.meta?.workspace ? { workspace: evidence.meta.workspace } : {}),
      ...(evidence.meta?.resumes ? { resumes: evidence.meta.resumes } : {}),
    },
    spec,
  );
  const writer = store.openRunWriter(runId);
  writer.emit({ type: "run.started", workflow });
  writer.emit({ type: "run.planned", steps: outputs.map((o) => ({ id: o.step, title: o.title, kind: o.kind })) });
  for (const output of outputs) {
    const whole = stepOutput(output);
    writer.emit({ type: "step.started", stepId: whole.step, title: whole.title, attempt: 1 });
    writer.writeFile(`step-outputs/${whole.step}.json`, JSON.stringify(whole));
    const { step: stepId, status, reason, durationMs, usage } = whole;
    writer.emit({ type: "step.finished", stepId, status, reason, attempt: 1, durationMs, ...(usage ? { usage } : {}) });
  }
  if (evidence.diff !== undefined) writer.writeFile("changes.diff", evidence.diff);
  if (evidence.report !== undefined) writer.writeFile("final-report.md", evidence.report);
  if (evidence.provenance)
    writer.writeFile(
      "provenance.json",
      JSON.stringify({ v: 1, runId, argv: [], versions: {}, agents: [], ...evidence.provenance }),
    );
  for (const [path, content] of Object.entries(evidence.files ?? {})) writer.writeFile(path, content);
  appendFileSync(writer.logPath, evidence.log ?? "");
  writer.emit({ type: "run.finished", status: "success", reason: "exit_zero", durationMs: 1000 });
  writer.writeMeta({
    ...facts,
    startedAt: at,
    finishedAt: at,
    status: "success",
    reason: "exit_zero",
    durationMs: outputs.reduce((ms, o) => ms + (o.durationMs ?? 0), 0),
    ...evidence.meta,
  });
  writer.close();
  return runId;
}

function stepOutput(patch: Partial<StepOutput> & Pick<StepOutput, "step" | "title">): StepOutput {
  return {
    status: "success",
    reason: "exit_zero",
    round: 1,
    attempts: 1,
    durationMs: 1000,
    finishedAt: new Date().toISOString(),
    ...patch,
  };
}
