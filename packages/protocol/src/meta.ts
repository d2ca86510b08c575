import { z } from "zod";
import { Instant, RunId } from "./ids.ts";
import { Usage } from "./items.ts";
import { WorkspaceRef } from "./request.ts";
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
  threadId: z.string().optional(),
  usage: Usage.optional(),
  /** First line of the spec or prompt, for lists; at most 200 characters. */
  preview: z.string().max(400).optional(),
});
export type RunMeta = z.infer<typeof RunMeta>;
