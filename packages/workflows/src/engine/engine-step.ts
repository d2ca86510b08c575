import type { EventInput, InputValues, Reason, StepStatus } from "@codex-toolloop/protocol";
import type { EngineOutcome, WorkflowHost } from "../contract.ts";
import type { Definition } from "../definition/workflow-definition.ts";

/** A step as the engine runs it, whatever defined it. */
export interface EngineStep {
  id: string;
  title: string;
  kind: string;
  /** Shown with step.started. */
  command?: string[];
  retries: number;
  backoffSeconds: number;
  /** Its failure is reported but does not fail the run. */
  continueOnError: boolean;
  /** Nothing after it makes sense without it, also where the plan says keepGoing. */
  essential?: boolean;
  /** One attempt. May throw: the engine records an internal error, or the abort that caused it. */
  run(context: StepContext): Promise<StepResult>;
}

/** What one attempt may use. Events get the step's id. */
export interface StepContext {
  stepId: string;
  attempt: number;
  inputs: InputValues;
  host: WorkflowHost;
  signal: AbortSignal;
  emit(event: EventInput): void;
}

/** How one attempt ended. */
export interface StepResult {
  status: Exclude<StepStatus, "skipped">;
  reason: Reason;
  detail?: string | undefined;
  exitCode?: number | null | undefined;
  signal?: string | null | undefined;
  logStart?: number | undefined;
  logEnd?: number | undefined;
  /** Goes into step-outputs/<step>.json. */
  output?: unknown;
  /** Markdown for the final report, in the order of the steps. */
  report?: string | undefined;
  /** A further attempt cannot help. */
  permanent?: boolean | undefined;
}

/** How a step ended after all its attempts. */
export interface StepOutcome extends Omit<StepResult, "status"> {
  step: EngineStep;
  status: StepStatus;
  attempts: number;
  durationMs: number;
}

export interface Plan {
  steps: EngineStep[];
  /** Run the rest although one failed; the run fails at its end. */
  keepGoing: boolean;
  /** Markdown at the top of the report: what was found, why these steps. */
  intro?: string;
  /** What a step is called in sentences: `check`. */
  noun?: string;
}

export interface ProgramWorld {
  definition: Definition;
  inputs: InputValues;
  host: WorkflowHost;
  signal: AbortSignal;
}

/** The steps to run, or why there is nothing to run. */
export type Planned = { ok: true; plan: Plan } | { ok: false; outcome: EngineOutcome; intro?: string };
export type Program = (world: ProgramWorld) => Promise<Planned>;

/** A built-in workflow: its definition, and the code that finds its steps. */
export interface Builtin {
  definition: Definition & { program: string };
  program: Program;
}
