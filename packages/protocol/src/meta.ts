import { z } from "zod";
import { Decision, ReplaySource, RunnerType } from "./agent.ts";
import { Instant, RunId } from "./ids.ts";
import { Usage } from "./items.ts";
import { Resumes, WorkspaceRef } from "./request.ts";
import { KillLevel, Reason, RunKind, RunStatus } from "./status.ts";

/** `meta.json`, and each line of `index.jsonl`: one snapshot of a run, written by the run process at each state change. */
export const RunMeta = z.object({
  v: z.literal(1),
  runId: RunId,
  kind: RunKind,
  workflow: z.string(),
  title: z.string(),
  workspace: WorkspaceRef.optional(),
  sessionId: z.string().optional(),
  requestedBy: z.string(),
  requestedVia: z.enum(["dashboard", "api", "cli"]),
  createdAt: Instant,
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  status: RunStatus,
  reason: Reason.optional(),
  /** One sentence a person reads: which step failed, and how. */
  detail: z.string().max(2000).optional(),
  /** The launcher's pid as seen outside, and its start time (opaque; compares equal for the same process only). */
  pid: z.number().int().optional(),
  startTime: z.string().optional(),
  killLevel: KillLevel.optional(),
  durationMs: z.number().nonnegative().optional(),
  steps: z
    .object({
      total: z.number().int(),
      finished: z.number().int(),
      failed: z.number().int(),
      current: z.string().optional(),
    })
    .optional(),
  /** Which agent took the turn, and with which model, where it says so. */
  runner: RunnerType.optional(),
  model: z.string().max(200).optional(),
  /** A replay of this; absent for a run that did what it shows. */
  replayOf: ReplaySource.optional(),
  /** Goes on with this run. */
  resumes: Resumes.optional(),
  threadId: z.string().optional(),
  /** What waits for a person's decision; empty or absent when nothing does. */
  approvals: z
    .array(z.object({ approvalId: z.string(), title: z.string(), at: Instant, decisions: z.array(Decision) }))
    .max(50)
    .optional(),
  /** What was approved for the session in this run (`grantKey`). */
  grants: z.array(z.string().max(1000)).max(200).optional(),
  iteration: z.object({ current: z.number().int(), max: z.number().int().optional() }).optional(),
  usage: Usage.optional(),
  /** First line of the spec or prompt, for lists; at most 200 characters. */
  preview: z.string().max(400).optional(),
});
export type RunMeta = z.infer<typeof RunMeta>;
