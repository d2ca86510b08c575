import { z } from "zod";
import { AgentOptions, RunnerType } from "./agent.ts";
import { Instant, RunId } from "./ids.ts";

/** A line of `workspaces.jsonl`; the last line per id wins, `deleted: true` is a tombstone. */
export const WorkspaceRecord = z.object({
  v: z.literal(1),
  id: z.string().regex(/^ws_[0-9a-f]{12}$/),
  displayName: z.string().min(1).max(120),
  sourceType: z.enum(["local", "github"]),
  sourceUri: z.string().optional(),
  /** Absolute real path. */
  localPath: z.string(),
  createdAt: Instant,
  /** A trusted workspace's own `.codex-toolloop/workflows` join the allowlist. */
  trusted: z.boolean(),
  /** Nothing new may start in it: no job of the Runner, no workflow. */
  disabled: z.boolean().optional(),
  /** We made its folder by cloning `sourceUri`. */
  cloned: z.boolean().optional(),
  /** The run that did: it registers one workspace, once. */
  cloneRunId: RunId.optional(),
  /** What its last prompt was run with. */
  remembered: z.object({ runnerType: RunnerType, options: AgentOptions }).optional(),
  deleted: z.boolean().optional(),
});
export type WorkspaceRecord = z.infer<typeof WorkspaceRecord>;
