import type {
  CancelAnswer,
  CreatedJob,
  Job,
  JobDetail,
  JobListQuery,
  Outcome,
  Page,
  Repo,
  ResolvedSettings,
  RunSummary,
  StopReceipt,
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
  /** The function behind `stopRunAction` and `POST /api/runs/:id/stop`. The body is a `StopRequest`, parsed here. */
  stopRun(runId: string, caller: Caller, body?: unknown): Promise<Outcome<StopReceipt>>;
  /** One run as resolved now: catalog, record and liveness; null when there is none. */
  run(runId: string): Promise<RunSummary | null>;
  /** The job queue of scripts. */
  readonly runner: RunnerService;
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
