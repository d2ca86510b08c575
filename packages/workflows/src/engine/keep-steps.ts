import type { StepOutput } from "@codex-toolloop/protocol";
import type { KeptStep, Resumption, WorkflowHost } from "../contract.ts";
import type { EngineStep, StepOutcome } from "./engine-step.ts";
import type { Lanes } from "./lanes.ts";

/** Takes over what an earlier run finished: its rounds are told, its step outputs written, each step said to be kept. */
export function keepSteps(lanes: Lanes, resumption: Resumption | undefined, host: WorkflowHost): void {
  if (!resumption) return;
  // Said again, so that who goes on with this run finds them in its own events.
  for (const round of resumption.told) host.emit(round);
  for (const lane of lanes.all) {
    const kept = resumption.kept.get(lane.step.id);
    if (!kept) continue;
    const output = keptOutput(kept);
    host.writeStepOutput(lane.step.id, output);
    host.emit({
      type: "step.finished",
      stepId: lane.step.id,
      status: output.status,
      reason: "kept",
      attempt: Math.max(1, output.attempts),
      durationMs: output.durationMs,
      keptFrom: kept.runId,
    });
    lane.state = "done";
    lane.outcome = keptOutcome(lane.step, output, kept.runId);
  }
}

/** The file as it was; what it says of the log is about the earlier run's, and left out. */
function keptOutput({ runId, output }: KeptStep): StepOutput {
  const checks = output.checks?.map(({ logStart: _start, logEnd: _end, ...check }) => check);
  return { ...output, ...(checks === undefined ? {} : { checks }), keptFrom: runId };
}

function keptOutcome(step: EngineStep, output: StepOutput, keptFrom: string): StepOutcome {
  const { step: _id, title: _title, kind: _kind, finishedAt: _at, ...facts } = output;
  return { ...facts, step, keptFrom };
}
