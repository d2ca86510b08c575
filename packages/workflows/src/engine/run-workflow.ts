import type { InputValues } from "@codex-toolloop/protocol";
import { findProgram } from "../builtin/builtins.ts";
import type { EngineOutcome, Resumption, WorkflowHost } from "../contract.ts";
import type { Definition } from "../definition/workflow-definition.ts";
import { finalReport } from "../report/final-report.ts";
import { messageOf } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { Planned, StepOutcome } from "./engine-step.ts";
import { planOfDefinition } from "./engine-steps.ts";
import { isHostFailure } from "./host-failure.ts";
import { outcomeOf } from "./outcome-of.ts";
import { plannedSteps } from "./planned-steps.ts";
import { runPlan } from "./run-plan.ts";

export interface RunOptions {
  definition: Definition;
  /** As `prepareRun` returned them. */
  inputs: InputValues;
  host: WorkflowHost;
  /** Aborted with an `AbortReason` as its reason. */
  signal: AbortSignal;
  hasSpec: boolean;
  /** How far the run came that this one goes on with. */
  resumption?: Resumption | undefined;
}

/**
 * Runs a workflow: run.planned, the steps with their events, step outputs, the final report. run.started and run.finished
 * are the caller's to say. Never rejects: what goes wrong here is an outcome (`internal_error`, `disk_full`, `read_only`).
 */
export async function runWorkflow(options: RunOptions): Promise<EngineOutcome> {
  try {
    return await run(options);
  } catch (error) {
    if (isHostFailure(error)) return { status: "failed", reason: error.code, detail: messageOf(error) };
    if (options.signal.aborted) return abortOutcome(options.signal);
    return { status: "failed", reason: "internal_error", detail: `The engine failed: ${messageOf(error)}` };
  }
}

async function run(options: RunOptions): Promise<EngineOutcome> {
  const { host, signal } = options;
  const startedAt = host.now();
  const planned = signal.aborted ? { ok: false as const, outcome: abortOutcome(signal) } : await plan(options);
  if (planned.ok) host.emit({ type: "run.planned", steps: plannedSteps(planned.plan.steps) });
  const ended = planned.ok ? await runPlan(planned.plan, options) : { outcomes: [], earlier: [] };
  const { outcomes } = ended;
  const outcome = planned.ok ? outcomeOf(ended, planned.plan, signal) : planned.outcome;
  for (const o of outcomes.filter((o) => isFailure(o) && o.step.continueOnError && !signal.aborted))
    host.emit({
      type: "notice",
      level: "warning",
      code: "failed_but_allowed",
      stepId: o.step.id,
      message: `${o.step.title} failed (${o.detail ?? o.reason}); the workflow allows that`,
    });
  const intro = planned.ok ? planned.plan.intro : planned.intro;
  const report = planned.ok ? planned.plan.report : undefined;
  host.writeReport(await finalReport({ ...options, ...ended, startedAt, outcome, intro, report }));
  return outcome;
}

async function plan({ definition, inputs, host, signal, hasSpec }: RunOptions): Promise<Planned> {
  if (definition.program === undefined) return { ok: true, plan: planOfDefinition(definition, inputs, host, hasSpec) };
  const program = findProgram(definition.program);
  if (!program) throw new Error(`this version has no built-in program "${definition.program}"`);
  return program({ definition, inputs, host, signal });
}

function isFailure(outcome: StepOutcome): boolean {
  return outcome.status === "failed" || outcome.status === "timeout";
}
