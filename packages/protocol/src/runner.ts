import { z } from "zod";
import { Instant } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { InputValues, SentInputs } from "./request.ts";
import { KillLevel, Reason, RunStatus } from "./status.ts";

/** A workspace as the Runner page sees it: a folder that scripts may run in. */
export const Repo = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  enabled: z.boolean(),
  /** Why no job can start in it now: disabled, gone, no folder. Absent when one can. */
  problem: z.string().optional(),
});
export type Repo = z.infer<typeof Repo>;

/** Body of `POST /api/runner/jobs`. The arguments are checked by the script's own schema. */
export const StartJobBody = z.strictObject({
  repo_id: z.string({ error: "is required: one of the ids of GET /api/runner/repos" }).min(1).max(200),
  script_key: z.string({ error: "is required: one of the keys of GET /api/runner/scripts" }).min(1).max(200),
  args: SentInputs.default({}),
});
export type StartJobBody = z.infer<typeof StartJobBody>;

/** The header `Idempotency-Key`: visible ASCII, so that it means the same in a header, a log and a record. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 visible ASCII characters without spaces");

export const CreatedJob = z.object({
  job_id: z.string(),
  status: RunStatus,
  /** 1 is next; present while queued. */
  queue_position: z.number().int().positive().optional(),
  deduplicated: z.boolean(),
});
export type CreatedJob = z.infer<typeof CreatedJob>;

/** One row of the jobs table. A job is a run of kind `script`; `job_id` is the run's id. */
export const Job = z.object({
  job_id: z.string(),
  script_key: z.string(),
  title: z.string(),
  repo_id: z.string().optional(),
  repo_name: z.string().optional(),
  status: RunStatus,
  reason: Reason.optional(),
  /** One sentence: how it ended. */
  detail: z.string().optional(),
  requested_by: z.string(),
  created_at: Instant,
  started_at: Instant.optional(),
  finished_at: Instant.optional(),
  duration_ms: z.number().nonnegative().optional(),
  stop_requested_at: Instant.optional(),
  queue_position: z.number().int().positive().optional(),
  /** Median duration of this script's last successful jobs. */
  usual_duration_ms: z.number().optional(),
});
export type Job = z.infer<typeof Job>;

/** What happened to a run on the supervisor's side, in order; `runs/<id>/audit.jsonl`, written by the supervisor alone. */
export const AuditEvent = z.object({
  v: z.literal(1),
  at: Instant,
  type: z.enum([
    "run.created",
    "run.queued",
    "run.started",
    "run.requeued",
    "run.adopted",
    "run.recovered",
    "run.stop_requested",
    "run.approval_decided",
    "run.steered",
    "run.finished",
    "run.transition_refused",
  ]),
  /** Who did it: a user's name, or `supervisor` for what nobody asked for. */
  actor: z.string(),
  from: RunStatus.optional(),
  to: RunStatus.optional(),
  reason: Reason.optional(),
  /** One sentence a person reads. */
  detail: z.string().max(2000).optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** Everything about one job: `GET /api/runner/jobs/:id`. */
export const JobDetail = Job.extend({
  args: InputValues,
  /** The command as it is run: program and arguments, redacted. */
  argv: z.array(z.string()),
  /** Names of the variables that are passed on. */
  env: z.array(z.string()),
  timeout_seconds: z.number().int(),
  repo_path: z.string().optional(),
  exit_code: z.number().int().nullable().optional(),
  signal: z.string().nullable().optional(),
  pid: z.number().int().optional(),
  kill_level: KillLevel.optional(),
  /** The runs that must end or start before it, next first; at most ten. */
  ahead: z.array(z.object({ job_id: z.string(), title: z.string(), status: RunStatus })),
  events: z.array(AuditEvent),
  /** Names of arguments that are shown with something masked. */
  masked_args: z.array(z.string()),
  /** The same request again, as a terminal command; without `masked_args`. */
  command: z.string(),
});
export type JobDetail = z.infer<typeof JobDetail>;

export const JobListQuery = z.object({
  status: z.array(RunStatus).optional(),
  repo_id: z.string().max(200).optional(),
  script_key: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageMax).default(LIMITS.pageDefault),
  offset: z.coerce.number().int().min(0).default(0),
});
export type JobListQuery = z.infer<typeof JobListQuery>;

/** Answer of a cancel: 200 when a queued job is canceled already, 202 while a running one is being stopped. */
export const CancelAnswer = z.object({
  job_id: z.string(),
  status: RunStatus,
  stop_requested_at: Instant.optional(),
});
export type CancelAnswer = z.infer<typeof CancelAnswer>;
