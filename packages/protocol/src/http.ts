import { z } from "zod";
import { ExitFile } from "./exit.ts";
import { Instant, Name } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { RunMeta } from "./meta.ts";
import { SentInputs } from "./request.ts";
import { KillLevel, RunKind, RunStatus } from "./status.ts";
import { AnyEventSchema } from "./stream.ts";

/** A field that was refused: `path` names it with dots (`inputs.depth`), `message` says what to do. */
export const FieldError = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem+json. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(FieldError).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Body of `POST /api/runs`. `workspace` is a path, `workspaceId` a registered workspace; at most one of them. */
export const StartRunBody = z.strictObject({
  workflow: Name,
  inputs: SentInputs.default({}),
  spec: z.string().optional(),
  workspaceId: z.string().optional(),
  workspace: z.string().optional(),
  timeoutSeconds: z.number().int().min(1).max(LIMITS.timeoutSecondsMax).optional(),
  /** Of a replay: 1, the default, is the recording's own pace; 0 as fast as can be. */
  replaySpeed: z.number().min(0).max(1000).optional(),
  onLimit: z.enum(["reject", "queue"]).default("reject"),
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export type StartRunBody = z.infer<typeof StartRunBody>;

/** Body of `POST /api/runs/:id/resume`; none is the same as `{}`. `from`: run this step and all that need it again. */
export const ResumeBody = z.strictObject({
  from: Name.optional(),
  timeoutSeconds: z.number().int().min(1).max(LIMITS.timeoutSecondsMax).optional(),
  onLimit: z.enum(["reject", "queue"]).default("queue"),
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export type ResumeBody = z.infer<typeof ResumeBody>;

/** One row of a list of runs. */
export const RunSummary = RunMeta.extend({
  stopRequestedAt: Instant.optional(),
  /** 1 is next; present while queued. */
  queuePosition: z.number().int().positive().optional(),
  /** Median duration of this workflow's last successful runs, in milliseconds. */
  usualDurationMs: z.number().optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const RunListQuery = z.object({
  kind: RunKind.optional(),
  status: z.array(RunStatus).optional(),
  workspace: z.string().optional(),
  workflow: z.string().optional(),
  session: z.string().optional(),
  q: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageMax).default(LIMITS.pageDefault),
  offset: z.coerce.number().int().min(0).default(0),
});
export type RunListQuery = z.infer<typeof RunListQuery>;

export interface Page<T> {
  items: T[];
  total: number;
  limit: number;
  offset: number;
}

/** Body of `POST /api/runs/:id/stop`; none is the same as `{}`. */
export const StopRequest = z.strictObject({
  /** Skips every grace, also that of a stop under way: what is left of the run is killed now. */
  force: z.boolean("must be true or false").default(false),
});
export type StopRequest = z.infer<typeof StopRequest>;

/** What a stop did: shown to whoever asked for it, and kept in the run. */
export const StopReceipt = z.object({
  runId: z.string(),
  status: RunStatus,
  requestedAt: Instant,
  requestedBy: z.string(),
  /** When, and by whom, the rest of the grace was skipped. */
  forcedAt: Instant.optional(),
  forcedBy: z.string().optional(),
  /** True once nothing of the run is left, or the launcher gave up. */
  complete: z.boolean(),
  signals: z.array(z.object({ at: Instant, signal: z.string(), target: z.string() })),
  killLevel: KillLevel.optional(),
  killed: ExitFile.shape.killed,
  survived: ExitFile.shape.survived,
  /** The kernel's word that nothing is left. */
  proven: z.boolean(),
  finishedAt: Instant.optional(),
});
export type StopReceipt = z.infer<typeof StopReceipt>;

/** Slots and queue, as the top bar shows them. */
export const SlotState = z.object({
  running: z.number().int(),
  limit: z.number().int(),
  queued: z.number().int(),
  maxQueued: z.number().int(),
});
export type SlotState = z.infer<typeof SlotState>;

/** A slice of a log (DESIGN 7). Offsets are bytes of the file on disk. */
export const LogSlice = z.object({
  offset: z.number().int(),
  next_offset: z.number().int(),
  size: z.number().int(),
  is_complete: z.boolean(),
  content: z.string(),
});
export type LogSlice = z.infer<typeof LogSlice>;

/** One line of output-times.jsonl: at this time output.log was so many bytes long. */
export const LogTime = z.object({ at: Instant, offset: z.number().int().nonnegative() });
export type LogTime = z.infer<typeof LogTime>;

/** When a part of a log was printed. A byte was there by the first of these whose `offset` is beyond it. */
export const LogTimes = z.object({ times: z.array(LogTime) });
export type LogTimes = z.infer<typeof LogTimes>;

/** A page of events, forwards or backwards from a byte offset. Each event has the offsets of its line. */
export const EventPage = z.object({
  events: z.array(AnyEventSchema),
  /** Where the first event's line starts; read with `before` to go back. */
  firstOffset: z.number().int(),
  nextOffset: z.number().int(),
  size: z.number().int(),
  /** Lines in this page that were no events. */
  skipped: z.number().int(),
  isComplete: z.boolean(),
});
export type EventPage = z.infer<typeof EventPage>;

export const ArtifactInfo = z.object({
  path: z.string(),
  size: z.number().int(),
  modifiedAt: Instant,
  /** What a viewer should do with it. */
  kind: z.enum(["markdown", "json", "diff", "text", "binary"]),
});
export type ArtifactInfo = z.infer<typeof ArtifactInfo>;

/** Answers that stand for an HTTP status; thrown nowhere, returned by the functions behind actions and routes. */
export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; problem: Problem; retryAfterSeconds?: number | undefined };

/** Makes a problem with the type URN of this product. */
export function problem(status: number, code: string, title: string, detail: string, errors?: FieldError[]): Problem {
  return { type: `urn:codex-toolloop:${code}`, title, status, detail, ...(errors ? { errors } : {}) };
}

/** A refusal as an `Outcome`. */
export function refuse(
  status: number,
  code: string,
  title: string,
  detail: string,
  errors?: FieldError[],
): { ok: false; problem: Problem } {
  return { ok: false, problem: problem(status, code, title, detail, errors) };
}

/** Zod issues as field errors, with dotted paths: a key that is not known is named by its own. Bounded. */
export function fieldErrors(error: z.ZodError, prefix = ""): FieldError[] {
  const pathOf = (parts: PropertyKey[]) => [prefix, ...parts.map(String)].filter(Boolean).join(".") || "(body)";
  const errors: FieldError[] = [];
  for (const issue of error.issues.slice(0, LIMITS.fieldErrorsMax)) {
    if (issue.code !== "unrecognized_keys") errors.push({ path: pathOf(issue.path), message: issue.message });
    else
      for (const key of issue.keys.slice(0, LIMITS.fieldErrorsMax))
        errors.push({ path: pathOf([...issue.path, key.slice(0, 64)]), message: "is not known here" });
  }
  return errors.slice(0, LIMITS.fieldErrorsMax);
}
