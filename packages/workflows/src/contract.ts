import type { EventInput, FieldError, InputValues, NeededFiles, Reason, RunStatus } from "@codex-toolloop/protocol";

/** What the engine needs of the world. Disk and processes are passed in; tests pass fakes. */
export interface WorkflowHost {
  /** Append one event; returns once it is in the file. */
  emit(event: EventInput): void;
  /** Run one command of a step with its output in output.log. Rejects never. */
  runCommand(spec: HostCommand): Promise<HostCommandResult>;
  /** Run a short helper program and capture its output (git, say); not shown as a command, 30 s at most by default. */
  capture(argv: string[], options?: { timeoutMs?: number; maxBytes?: number }): Promise<HostCapture>;
  /** Files of the workspace, read-only; paths are relative to it. Never follows a link out of it. */
  workspace?: {
    path: string;
    name: string;
    /** null when it is missing, no regular file, or larger than `maxBytes` (default 1 MiB). */
    readText(path: string, maxBytes?: number): Promise<string | null>;
    exists(path: string): Promise<boolean>;
    /** All regular files (tracked and untracked-not-ignored in a git checkout, else a bounded walk without node_modules, .git …). */
    listFiles(limit: number): Promise<{ files: { path: string; size: number }[]; truncated: boolean }>;
  };
  /** Absolute path of spec.md, where the run has one. */
  specPath?: string;
  runDir: string;
  /** The last `bytes` of output.log from `from` to `to` (byte offsets), as text, redacted. */
  logTail(from: number, to: number, bytes: number): Promise<string>;
  /** Append text to output.log (built-in steps that print). */
  print(text: string): void;
  /** Current size of output.log. */
  logSize(): number;
  writeStepOutput(stepId: string, value: unknown): void;
  writeReport(markdown: string): void;
  writeArtifact(path: string, content: string): void;
  /** What a command step left in the file named by `TOOLLOOP_OUTPUT`, parsed; undefined when it left none. */
  now(): Date;
  /** Removes a folder that this run made for a clone, with all that is in it; also after an abort. Any other stays. */
  removeFolder(path: string): Promise<void>;
  /** Waits, and rejects at once with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface HostCommand {
  stepId: string;
  argv: string[];
  /** Relative to the workspace; default its root (or the run directory where there is no workspace). */
  cwd?: string | undefined;
  /** Added to the allowlisted environment. */
  env?: Record<string, string> | undefined;
  /** Names of variables to pass on from the run's environment. */
  envAllow?: string[] | undefined;
  timeoutMs?: number | undefined;
  signal: AbortSignal;
}

export interface HostCommandResult {
  exitCode: number | null;
  signal: string | null;
  timedOut: boolean;
  aborted: boolean;
  spawnError?: string | undefined;
  logStart: number;
  logEnd: number;
  durationMs: number;
  /** Parsed content of the `TOOLLOOP_OUTPUT` file, if the command wrote one. */
  output?: unknown;
  /** Set when the command wrote an output file that is not JSON. */
  outputError?: string | undefined;
}

export interface HostCapture {
  ok: boolean;
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface EngineOutcome {
  status: Exclude<RunStatus, "queued" | "running" | "orphaned">;
  reason: Reason;
  /** One sentence a person reads. */
  detail?: string;
}

/** Why `signal` was aborted: the engine maps it to the run's final status. */
export type AbortReason = "stop_requested" | "shutdown" | "deadline";

/** What a start asked for, after validation: all that goes into request.json from the definition's side. */
export interface PreparedRun {
  workflow: string;
  title: string;
  kind: "workflow" | "script";
  inputs: InputValues;
  timeoutSeconds: number;
  source: "builtin" | "store" | "workspace";
  needsWorkspace: boolean;
  hasSpec: boolean;
  /** Snapshot for request.json (YAML-defined workflows); the paths of its files are absolute. */
  definition: unknown;
  /** What must be on disk before it is started (`missingFile` of the store looks); absent for a built-in. */
  needs?: NeededFiles;
}

export type Prepared = { ok: true; run: PreparedRun } | { ok: false; status: 400 | 403; errors: FieldError[] };
