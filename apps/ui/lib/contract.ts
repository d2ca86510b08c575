import type {
  CancelAnswer,
  CreatedJob,
  ImportStarted,
  Job,
  JobDetail,
  JobListQuery,
  Outcome,
  Page,
  PromptStarted,
  Removal,
  Repo,
  ResolvedSettings,
  Resumable,
  RunnerInfo,
  RunSummary,
  ScanAnswer,
  Session,
  StopReceipt,
  Workspace,
  WorktreeState,
} from "@codex-toolloop/protocol";
import type { RunCatalog, Store } from "@codex-toolloop/store";
import type { Submitted, Supervisor } from "@codex-toolloop/supervisor";
import type { Catalog, Definition } from "@codex-toolloop/workflows";
import type { StreamHub } from "./stream-hub.ts";

/** Who is asking, as the connection itself proved it. */
export interface Caller {
  /** User name of the peer's uid, or `token`. */
  user: string;
  via: "dashboard" | "api";
}

/** The one live object of the process: made by `server.ts`, reached from Next through `lib/server.ts`. */
export interface Dashboard {
  readonly serverId: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly address: string;
  readonly store: Store;
  readonly catalog: RunCatalog;
  readonly supervisor: Supervisor;
  readonly hub: StreamHub;
  settings(): ResolvedSettings;
  /** What may run: built in, the store's, and the given (trusted) workspace's. */
  workflows(workspaceId?: string): Promise<Catalog>;
  /** The function behind `startRunAction` and `POST /api/runs`. Validates everything, audits every refusal. */
  startRun(body: unknown, caller: Caller): Promise<Outcome<Submitted>>;
  /**
   * The function behind `POST /api/runs/:id/resume`: a new run that goes on with this one, with the same workflow, inputs, spec,
   * folder and agents. The body is a `ResumeBody`. 404; 400 for an unknown step and for a run without steps; 409 while it is
   * live, where nothing is unfinished, and while another run goes on with it in the same folder; else as `startRun`.
   */
  resumeRun(runId: string, body: unknown, caller: Caller): Promise<Outcome<Submitted>>;
  /** What of a run can be gone on with; null where there is no such run. */
  resumable(runId: string): Promise<Resumable | null>;
  /** The function behind `stopRunAction` and `POST /api/runs/:id/stop`. The body is a `StopRequest`, parsed here. */
  stopRun(runId: string, caller: Caller, body?: unknown): Promise<Outcome<StopReceipt>>;
  /** One run as resolved now: catalog, record and liveness; null when there is none. */
  run(runId: string): Promise<RunSummary | null>;
  /** The job queue of scripts. */
  readonly runner: RunnerService;
  /** The Agent Console: workspaces, sessions, prompts. */
  readonly agents: AgentsService;
  health(): Promise<Health>;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

/** A script as the Runner page offers it. */
export interface ScriptInfo {
  key: string;
  title: string;
  description?: string;
  /** Allowed by `allowedWorkflows`, and nothing is wrong with it. */
  enabled: boolean;
  /** Why it cannot run now: left out by the setting, its program missing or not executable. */
  problem?: string;
  source: "builtin" | "store" | "workspace";
  timeout_seconds: number;
  /** Names of variables it gets beside PATH and HOME. */
  env: string[];
  /** Its arguments, as the definition declares them: the browser checks by the same schema as the server. */
  inputs: Definition["inputs"];
}

/** The job queue of scripts: what `/runner` and `/api/runner/*` call. A job is a run of kind `script`. */
export interface RunnerService {
  repos(): Promise<Repo[]>;
  /** @param repoId adds the scripts of this repo, where it is trusted. */
  scripts(repoId?: string): Promise<ScriptInfo[]>;
  /** Validates everything before anything is written, audits refusals; waits in the queue when no slot is free. */
  createJob(body: unknown, idempotencyKey: string | undefined, caller: Caller): Promise<Outcome<CreatedJob>>;
  jobs(query: JobListQuery): Page<Job>;
  job(jobId: string): Promise<JobDetail | null>;
  /** Queued: canceled at once; running: asked to stop, and again; final: 409. */
  cancel(jobId: string, caller: Caller): Promise<Outcome<CancelAnswer>>;
}

/**
 * The Agent Console: what `/agents` and the routes of workspaces, sessions and agent runs call. Bodies are parsed here; a
 * refusal names the fields. What is shown to people is redacted by whoever shows it (`store.redactor().json`).
 */
export interface AgentsService {
  /** What this machine has of each runner; looked up by the CLI, at most once a minute unless `again`. */
  runners(again?: boolean): Promise<RunnerInfo[]>;

  workspaces(): Promise<Workspace[]>;
  workspace(id: string): Promise<Workspace | null>;
  /** Registers a folder of this machine (`{ path, display_name? }`); the same folder twice is one workspace. */
  importLocal(body: unknown, caller: Caller): Promise<Outcome<Workspace>>;
  /** Clones as a run (`workspace.clone`): progress, log and cancel are the run's. Credentials are never stored. */
  importGit(body: unknown, caller: Caller): Promise<Outcome<ImportStarted>>;
  /** Git folders below the allowed roots. */
  scan(): Promise<ScanAnswer>;
  /** What removing it would lose. */
  removal(id: string): Promise<Outcome<Removal>>;
  /** Removes it with its sessions and their runs; 409 while a run of it is live. The user's folder stays. */
  removeWorkspace(id: string, options: { deleteClone: boolean }, caller: Caller): Promise<Outcome<Removal>>;
  /** Files of a workspace (or of a session's worktree) whose path holds `q`, for @path; at most `limit`. */
  files(workspaceId: string, query: { q: string; limit: number; sessionId?: string | undefined }): Promise<string[]>;

  /** Newest first; all of them where no page is asked for. */
  sessions(workspaceId: string, page?: { limit: number; offset: number }): Promise<Session[]>;
  session(id: string): Promise<Session | null>;
  createSession(body: unknown, caller: Caller): Promise<Outcome<Session>>;
  /** Deletes the session with its runs and its worktree (`discard` must be true where that holds uncommitted work). */
  removeSession(id: string, options: { discard: boolean }, caller: Caller): Promise<Outcome<{ runs: number }>>;
  /** Its prompts, oldest first. */
  sessionRuns(id: string, page: { limit: number; offset: number }): Promise<Page<RunSummary> | null>;
  /** 404, 409 `session_busy` while a prompt of the session is live, 429, 400 with fields, 403 for a runner not allowed. */
  prompt(sessionId: string, body: unknown, caller: Caller): Promise<Outcome<PromptStarted>>;

  /** A decision for a live run; durable before it is answered. 404, 400, 409 when it is no longer pending. */
  decide(runId: string, approvalId: string, body: unknown, caller: Caller): Promise<Outcome<{ accepted: true }>>;
  /** A text for the agent of a running prompt or workflow. 409 when it does not run, and for what has no agent. */
  steer(runId: string, body: unknown, caller: Caller): Promise<Outcome<{ accepted: true }>>;

  worktree(sessionId: string): Promise<Outcome<WorktreeState>>;
  /** Commits everything in it. 409 when there is nothing to commit or a prompt runs in it. */
  commitWorktree(sessionId: string, body: unknown, caller: Caller): Promise<Outcome<{ commit: string }>>;
  /** Merges its branch into the base branch in the user's folder; 409 with the reason, and nothing changed, where that cannot be done cleanly. */
  mergeWorktree(sessionId: string, caller: Caller): Promise<Outcome<{ commit: string }>>;
  /** Throws away what the base branch does not have: changes and commits. What was merged stays. */
  discardWorktree(sessionId: string, caller: Caller): Promise<Outcome<{ discarded: true }>>;

  /** Stops following the catalog. */
  close(): void;
}

export interface HealthCheck {
  name: string;
  /** `info`: something optional is not there, and nothing needs attention. */
  level: "ok" | "info" | "warn" | "fail";
  detail: string;
  fix?: string;
}

export interface Health {
  status: "ok" | "degraded" | "read_only";
  version: string;
  versions: Record<string, string>;
  store: { root: string; writable: boolean; runs: number; freeBytes: number; skippedLines: number };
  lock: { held: boolean; holder?: { pid: number; address?: string; since: string } };
  slots: { running: number; limit: number; queued: number; maxQueued: number };
  killLevel: { level: string; probes: { level: string; works: boolean; detail: string }[] };
  auth: { mode: "peer" | "token"; enforcement: string[] };
  settings: { name: string; value: unknown; from: string; env: string; doc: string }[];
  settingErrors: string[];
  checks: HealthCheck[];
  uptimeSeconds: number;
}
