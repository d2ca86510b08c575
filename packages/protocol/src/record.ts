import { z } from "zod";
import { Instant, RunId } from "./ids.ts";
import { Reason, RunKind, RunStatus } from "./status.ts";

/** One line of `ui-runs.jsonl`: what the supervisor decided or saw. The last line per run wins, field by field. */
export const UiRunRecord = z.object({
  schemaVersion: z.literal(1),
  runId: RunId,
  at: Instant,
  status: RunStatus,
  reason: Reason.optional(),
  detail: z.string().max(2000).optional(),
  kind: RunKind.optional(),
  workflow: z.string().optional(),
  pid: z.number().int().optional(),
  startTime: z.string().optional(),
  exitCode: z.number().int().nullable().optional(),
  signal: z.string().nullable().optional(),
  logPaths: z.array(z.string()).optional(),
  stopRequestedAt: Instant.optional(),
  stopRequestedBy: z.string().optional(),
  requestedBy: z.string().optional(),
  queuedAt: Instant.optional(),
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  idempotencyKey: z.string().optional(),
  payloadHash: z.string().optional(),
  /** The run wrote this outcome into its meta.json and the index itself: lists need no word of the supervisor. */
  toldByRun: z.boolean().optional(),
});
export type UiRunRecord = z.infer<typeof UiRunRecord>;

/** One line of `ui-validation-audit.jsonl`: a start that was refused. Values are never stored, only which field and why. */
export const AuditLine = z.object({
  v: z.literal(1),
  at: Instant,
  by: z.string(),
  via: z.enum(["dashboard", "api", "cli"]),
  what: z.string(),
  field: z.string(),
  reason: z.string(),
});
export type AuditLine = z.infer<typeof AuditLine>;
