import { z } from "zod";
import { RunnerType, Sandbox } from "./agent.ts";
import { StepStatus } from "./events.ts";
import { Instant, RunId } from "./ids.ts";
import { Usage } from "./items.ts";
import { OutputShape } from "./outputs.ts";
import { Reason } from "./status.ts";

/** An answer of an agent that did not fit its schema. */
export const RejectedAnswer = z.object({ text: z.string(), problems: z.array(z.string()) });
export type RejectedAnswer = z.infer<typeof RejectedAnswer>;

/** One check of a `checks` step (verify): a command of the repository, with how it ended. */
export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  command: z.array(z.string()),
  status: StepStatus,
  exitCode: z.number().int().nullable().optional(),
  durationMs: z.number().nonnegative(),
  logStart: z.number().int().nonnegative().optional(),
  logEnd: z.number().int().nonnegative().optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/**
 * `step-outputs/<step>.json`: how a step ended. Written before `step.finished` is, as a whole: a step whose file says
 * `success` for its current round is done, whatever was killed afterwards.
 */
export const StepOutput = z.object({
  step: z.string(),
  title: z.string(),
  /** `command`, `agent`, `approve`, `checks`. */
  kind: z.string().optional(),
  status: StepStatus,
  reason: Reason,
  detail: z.string().optional(),
  /** Which pass through a loop this was; 1 where nothing was sent back. */
  round: z.number().int().positive().default(1),
  attempts: z.number().int().nonnegative(),
  durationMs: z.number().nonnegative(),
  finishedAt: Instant.optional(),
  exitCode: z.number().int().nullable().optional(),
  signal: z.string().optional(),
  /** What the next steps read. */
  output: z.unknown().optional(),
  /** The named shape that `output` fits. */
  shape: OutputShape.optional(),
  /** Answers that did not fit the schema, in order; the last one stands in `output` where it did fit. */
  rejected: z.array(RejectedAnswer).optional(),
  runner: RunnerType.optional(),
  model: z.string().optional(),
  role: z.string().optional(),
  sandbox: Sandbox.optional(),
  threadId: z.string().optional(),
  usage: Usage.optional(),
  checks: z.array(CheckResult).optional(),
  /** Paths below the run directory that belong to this step: its context pack. */
  artifacts: z.array(z.string()).optional(),
  /** The run whose work this is: the step was taken over, not done again. */
  keptFrom: RunId.optional(),
});
export type StepOutput = z.infer<typeof StepOutput>;

/** One file that differs from the state at the run's start, as git counts it; absent counts: a binary file. */
export const ChangedFile = z.object({
  path: z.string(),
  /** Where it was, for a renamed file. */
  from: z.string().optional(),
  added: z.number().int().nonnegative().optional(),
  deleted: z.number().int().nonnegative().optional(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** `provenance.json`: what a reviewer needs to trust the result. Written at the end of a workflow's run. */
export const RunProvenance = z.object({
  v: z.literal(1),
  runId: RunId,
  argv: z.array(z.string()),
  /** git of the workspace at the start and at the end; absent without a checkout. */
  git: z
    .object({
      headBefore: z.string().optional(),
      headAfter: z.string().optional(),
      branch: z.string().optional(),
      dirtyBefore: z.boolean().optional(),
      dirtyAfter: z.boolean().optional(),
    })
    .optional(),
  versions: z.record(z.string(), z.string()),
  /** Per agent step. */
  agents: z.array(
    z.object({
      step: z.string(),
      runner: RunnerType,
      model: z.string().optional(),
      sandbox: Sandbox,
      /** Absent of a step that was taken over from an earlier run. */
      approvalPolicy: z.string().optional(),
      threadId: z.string().optional(),
      usage: Usage.optional(),
    }),
  ),
  changedFiles: z.array(ChangedFile).optional(),
  /** The run that this one goes on with. */
  resumes: z.object({ runId: RunId, from: z.string().optional() }).optional(),
});
export type RunProvenance = z.infer<typeof RunProvenance>;
