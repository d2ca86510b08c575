import type {
  CheckResult,
  EventInput,
  InputValues,
  OutputShape,
  Reason,
  RejectedAnswer,
  RunnerType,
  Sandbox,
  StepStatus,
  Usage,
} from "@codex-toolloop/protocol";
import type { EngineOutcome, WorkflowHost } from "../contract.ts";
import type { Definition } from "../definition/workflow-definition.ts";

/** A step as the engine runs it, whatever defined it. */
export interface EngineStep {
  id: string;
  title: string;
  kind: string;
  /** Steps that must have succeeded first (ids); undefined: the one before it in the plan. */
  needs?: readonly string[] | undefined;
  /** Of an agent step: shown in the plan. */
  runner?: RunnerType | undefined;
  role?: string | undefined;
  /**
   * Where a result with `sendBack` goes: that step and what came of it run again, while this step has not had `rounds`
   * rounds in all (3: two repeats at most). `step` absent: the nearest agent step before it, else the first that it needs.
   */
  sendsBackTo?: { step?: string | undefined; rounds: number } | undefined;
  /** Waits for a person: takes no place among the steps that run at the same time. */
  waits?: boolean | undefined;
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
  /** 1; 2 when the step was sent back once … */
  round: number;
  /** What it was told when it was sent back. */
  feedback?: string | undefined;
  /** An earlier run was cut off in this step: the workspace may hold a part of its work. */
  interrupted: boolean;
  /**
   * How the steps ended that it needs, directly or through others, by id, the nearest last; and its own last round, where it
   * was sent back.
   */
  outcomes: ReadonlyMap<string, StepOutcome>;
  /** The steps that it needs directly. */
  needs: readonly string[];
  /** A result with `sendBack` would be followed: there is a step to send to, and a round is left. */
  canSendBack: boolean;
  /** Takes a conversation until the step ends; false where a step that runs now has it: two cannot speak in one. */
  claimThread(threadId: string): boolean;
  /** A command of another step may run at the same time. */
  concurrent: boolean;
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
  /** The named shape that `output` fits. */
  shape?: OutputShape | undefined;
  rejected?: RejectedAnswer[] | undefined;
  runner?: RunnerType | undefined;
  model?: string | undefined;
  role?: string | undefined;
  sandbox?: Sandbox | undefined;
  threadId?: string | undefined;
  usage?: Usage | undefined;
  checks?: CheckResult[] | undefined;
  /** Files of the run directory that belong to it. */
  artifacts?: string[] | undefined;
  /** Sends the work back to `sendsBackTo`, with this for its step to hear. */
  sendBack?: string | undefined;
  /** A further attempt cannot help. */
  permanent?: boolean | undefined;
}

/** How a step ended after all its attempts. */
export interface StepOutcome extends Omit<StepResult, "status"> {
  step: EngineStep;
  status: StepStatus;
  round: number;
  attempts: number;
  durationMs: number;
  /** The earlier run that did it. */
  keptFrom?: string | undefined;
}

export interface Plan {
  steps: EngineStep[];
  /** Run the rest although one failed; the run fails at its end. */
  keepGoing: boolean;
  /** Steps that may run at the same time; 1 when absent. */
  maxParallel?: number;
  /** Sections of the final report, in place of the steps' own: markdown, from all that came out. */
  report?: (facts: ReportWorld) => Promise<string>;
  /** Markdown at the top of the report: what was found, why these steps. */
  intro?: string;
  /** What a step is called in sentences: `check`. */
  noun?: string;
}

/** What a plan's own report is made of. */
export interface ReportWorld {
  host: WorkflowHost;
  inputs: InputValues;
  /** In the order of the plan. */
  outcomes: readonly StepOutcome[];
  /** Of rounds before the last, where work was sent back. */
  earlier: readonly StepOutcome[];
  outcome: EngineOutcome;
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
