import { z } from "zod";
import { AgentOptions, AgentOptionsPatch, Decision, ReplaySource, RunnerType } from "./agent.ts";
import { Instant } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { WorkspaceRecord } from "./workspace.ts";

export const SessionId = z.string().regex(/^se_[0-9a-f]{16}$/, "must be a session id (se_ and 16 hex digits)");
export type SessionId = z.infer<typeof SessionId>;

/** A git worktree of a session's own, below the store. */
export const WorktreeRef = z.object({
  /** Absolute path. */
  path: z.string(),
  branch: z.string(),
  /** The commit it began at, and the branch that it is merged into (absent when the workspace's HEAD was detached). */
  base: z.string(),
  baseBranch: z.string().optional(),
});
export type WorktreeRef = z.infer<typeof WorktreeRef>;

/** A line of `sessions.jsonl`; the last line per id wins, `deleted: true` is a tombstone. Its runner never changes. */
export const SessionRecord = z.object({
  v: z.literal(1),
  id: SessionId,
  workspaceId: WorkspaceRecord.shape.id,
  runnerType: RunnerType,
  /** The vendor's conversation, once a run began it. */
  threadId: z.string().max(200).optional(),
  /** First line of its first prompt, at most 120 characters. */
  title: z.string().max(120).optional(),
  createdAt: Instant,
  createdBy: z.string(),
  options: AgentOptions,
  /** What was approved for the whole session. */
  grants: z.array(z.string().max(1000)).max(200).optional(),
  worktree: WorktreeRef.optional(),
  /** Runner `replay`: what its prompts play. */
  replay: ReplaySource.optional(),
  deleted: z.boolean().optional(),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** A session as the API and the console show it. */
export const Session = z.object({
  id: SessionId,
  workspace_id: z.string(),
  runner_type: RunnerType,
  thread_id: z.string().nullable(),
  title: z.string().nullable(),
  created_at: Instant,
  created_by: z.string(),
  run_count: z.number().int(),
  last_run_at: Instant.nullable(),
  /** Its queued or running prompt. */
  live_run_id: z.string().nullable(),
  options: AgentOptions,
  worktree: WorktreeRef.nullable(),
  replay: ReplaySource.nullable(),
});
export type Session = z.infer<typeof Session>;

/** A workspace as the API and the console show it. */
export const Workspace = z.object({
  id: z.string(),
  display_name: z.string(),
  source_type: z.enum(["github", "local"]),
  source_uri: z.string().nullable(),
  local_path: z.string(),
  created_at: Instant,
  trusted: z.boolean(),
  disabled: z.boolean(),
  /** We made its folder by cloning: removing it may delete the folder, when ticked. */
  cloned: z.boolean(),
  /** The folder is there. */
  present: z.boolean(),
  session_count: z.number().int(),
  /** What its last prompt was run with. */
  remembered: z.object({ runner_type: RunnerType, options: AgentOptions }).nullable(),
});
export type Workspace = z.infer<typeof Workspace>;

/** Body of `POST /api/sessions`. */
export const CreateSessionBody = z.strictObject({
  workspace_id: WorkspaceRecord.shape.id,
  runner_type: RunnerType,
  options: AgentOptionsPatch.optional(),
  /** A git worktree and branch of its own. */
  isolate: z.boolean("must be true or false").default(false),
  /** Required for runner `replay`, refused for others. */
  replay: ReplaySource.optional(),
});
export type CreateSessionBody = z.infer<typeof CreateSessionBody>;

const promptText = z
  .string()
  .refine((s) => s.trim() !== "", "must not be empty")
  .refine((s) => !s.includes("\0"), "must not hold a NUL character")
  .refine((s) => new TextEncoder().encode(s).length <= LIMITS.specBytes, "is longer than 1 MiB");

/** Body of `POST /api/sessions/:id/prompt`. What `options` names is kept for the session's next prompts. */
export const PromptBody = z.strictObject({
  prompt: promptText,
  options: AgentOptionsPatch.optional(),
  /** Runner `replay` only: 1 is the recording's own pace, 0 as fast as can be. */
  speed: z.number().min(0).max(1000).optional(),
  /** Waits by default: prompts stand in the one queue. */
  on_limit: z.enum(["reject", "queue"]).default("queue"),
  idempotency_key: z.string().min(1).max(200).optional(),
});
export type PromptBody = z.infer<typeof PromptBody>;

/** Answer of `POST /api/sessions/:id/prompt`. */
export const PromptStarted = z.object({
  run_id: z.string(),
  status: z.string(),
  queue_position: z.number().int().optional(),
  deduplicated: z.boolean(),
});
export type PromptStarted = z.infer<typeof PromptStarted>;

/** Body of `POST /api/runs/:id/approvals/:approvalId`. */
export const ApprovalBody = z
  .strictObject({ decision: Decision, comment: z.string().max(4000).optional() })
  .refine((b) => b.decision !== "push_back" || (b.comment ?? "").trim() !== "", {
    path: ["comment"],
    message: "is required to push back: it is what the earlier step is told",
  });
export type ApprovalBody = z.infer<typeof ApprovalBody>;

/** Body of `POST /api/runs/:id/steer`. */
export const SteerBody = z.strictObject({
  text: promptText.refine((s) => new TextEncoder().encode(s).length <= LIMITS.steerBytes, "is longer than 64 KiB"),
});
export type SteerBody = z.infer<typeof SteerBody>;

/** Body of `POST /api/workspaces/import`. `owner/repo` stands for GitHub. */
export const ImportBody = z.strictObject({
  source_uri: z.string().trim().min(1, "must not be empty").max(2048),
  display_name: z.string().trim().min(1).max(120).optional(),
});
export type ImportBody = z.infer<typeof ImportBody>;

/** Answer of `POST /api/workspaces/import`: the clone is a run; the workspace appears when it succeeds. */
export const ImportStarted = z.object({
  run_id: z.string(),
  status: z.string(),
  queue_position: z.number().int().optional(),
  /** Without credentials. */
  source_uri: z.string(),
  local_path: z.string(),
});
export type ImportStarted = z.infer<typeof ImportStarted>;

/** Answer of `GET /api/workspaces/scan`. */
export const ScanAnswer = z.object({
  roots: z.array(z.object({ path: z.string(), problem: z.string().optional() })),
  folders: z.array(
    z.object({
      path: z.string(),
      suggested_name: z.string(),
      remote: z.string().nullable(),
      /** Registered already. */
      workspace_id: z.string().nullable(),
    }),
  ),
  /** A bound was met: there may be more. */
  truncated: z.boolean(),
  /** Why nothing was scanned, and which setting to set. */
  problem: z.string().optional(),
});
export type ScanAnswer = z.infer<typeof ScanAnswer>;

/** What removing a workspace would lose, and did: `GET` and `DELETE /api/workspaces/:id[/removal]`. */
export const Removal = z.object({
  workspace_id: z.string(),
  sessions: z.number().int(),
  runs: z.number().int(),
  /** Workflows and scripts that ran in it: they stay in the list of runs. */
  other_runs: z.number().int(),
  /** Runs that must be stopped first. */
  live_run_ids: z.array(z.string()),
  worktrees: z.array(z.object({ path: z.string(), dirty: z.boolean() })),
  /** The folder of a clone that we made; null for a folder of the user's. */
  clone_path: z.string().nullable(),
  folder_deleted: z.boolean(),
});
export type Removal = z.infer<typeof Removal>;

/** State of a session's worktree: `GET /api/sessions/:id/worktree`. */
export const WorktreeState = z.object({
  path: z.string(),
  branch: z.string(),
  /** The last commit that the base branch has as well; where that is gone, the one it began at. */
  base: z.string(),
  base_branch: z.string().nullable(),
  present: z.boolean(),
  /** Of everything since the base, untracked files included; a unified diff of at most 8 MiB. */
  files: z.array(z.object({ path: z.string(), change: z.enum(["add", "delete", "update"]), binary: z.boolean() })),
  diff: z.string(),
  truncated: z.boolean(),
  /** Changes that no commit holds yet. */
  dirty: z.boolean(),
  commits: z.number().int(),
  /** Bytes on disk. */
  size: z.number(),
});
export type WorktreeState = z.infer<typeof WorktreeState>;
