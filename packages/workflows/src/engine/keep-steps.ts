import type { StepOutput } from "@codex-toolloop/protocol";
import type { KeptStep, Resumption, WorkflowHost } from "../contract.ts";
import type { EngineStep, StepOutcome } from "./engine-step.ts";
import type { Lanes } from "./lanes.ts";

/** Takes over what an earlier run finished: its rounds are told, its step outputs written, each step said to be kept. */
export function keepSteps(lanes: Lanes, resumption: Resumption | undefined, host: WorkflowHost): void {
  if (!resumption) return;
  tellRounds(lanes, resumption, host);
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

/** Says the rounds of the earlier run again, so that who goes on with this one finds them in its own events. */
function tellRounds(lanes: Lanes, { rounds, feedback }: Resumption, { emit }: WorkflowHost): void {
  const roundOf = (id: string) => rounds.get(id) ?? 1;
  const ids = lanes.all.map((l) => l.step.id).filter((id) => roundOf(id) > 1);
  const most = Math.max(1, ...ids.map(roundOf));
  for (let iteration = 2; iteration <= most; iteration++) {
    const reached = ids.filter((id) => roundOf(id) >= iteration);
    // The first step of such an event is the one that is told the feedback.
    const told = reached.filter((id) => feedback.has(id) && roundOf(id) === iteration);
    const steps = reached.filter((id) => !told.includes(id));
    if (steps.length > 0) emit({ type: "iteration.started", iteration, steps });
    for (const id of told)
      emit({ type: "iteration.started", iteration, steps: [id], feedback: feedback.get(id) ?? "" });
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
