import type {
  AgentOptions,
  ChangedFile,
  Decision,
  EventInput,
  EventOf,
  FieldError,
  InputValues,
  NeededFiles,
  Reason,
  RunnerType,
  RunStatus,
  StepOutput,
  ToolKind,
  Usage,
} from "@codex-toolloop/protocol";

/** What the engine needs of the world. Disk and processes are passed in; tests pass fakes. */
export interface WorkflowHost {
  /** Append one event; returns once it is in the file. */
  emit(event: EventInput): void;
  /** Run one command of a step with its output in output.log. Rejects never. */
  runCommand(spec: HostCommand): Promise<HostCommandResult>;
  /**
   * Take one turn of an agent in the workspace, with its events in the run's. Rejects only where the disk refuses: what goes
   * wrong with the agent is in the result. Several may run at a time.
   */
  takeTurn(spec: HostTurn): Promise<HostTurnResult>;
  /** Ask a person, and wait: durably, through restarts of the dashboard. Rejects with the signal's reason when it aborts. */
  ask(question: HostQuestion): Promise<HostAnswer>;
  /**
   * What differs now from the workspace as it stood when the run (or the run it goes on with) began, untracked files
   * included. null where that cannot be told (no checkout, too large). `diff` is cut at whole files.
   */
  changes(options?: { maxBytes?: number }): Promise<HostChanges | null>;
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
  /** Its text; undefined where the run has none. */
  readSpec(): string | undefined;
  runDir: string;
  /** The last `bytes` of output.log from `from` to `to` (byte offsets), as text, redacted. */
  logTail(from: number, to: number, bytes: number): Promise<string>;
  /** Append text to output.log (built-in steps that print). */
  print(text: string): void;
  /** Current size of output.log. */
  logSize(): number;
  /** Durable when it returns. */
  writeStepOutput(stepId: string, value: StepOutput): void;
  writeReport(markdown: string): void;
  writeArtifact(path: string, content: string): void;
  /** What a command step left in the file named by `TOOLLOOP_OUTPUT`, parsed; undefined when it left none. */
  now(): Date;
  /** Removes a folder that this run made for a clone, with all that is in it; also after an abort. Any other stays. */
  removeFolder(path: string): Promise<void>;
  /** Waits, and rejects at once with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One turn of an agent, as a step wants it. */
export interface HostTurn {
  stepId: string;
  /** Before the ids of items that the host makes; unique in the run: `plan.1.1` is step, round and attempt. */
  turnKey: string;
  runner: RunnerType;
  prompt: string;
  /** The vendor's conversation to go on with. */
  threadId?: string | undefined;
  options: AgentOptions;
  /** The only kinds of tools that it may use; absent: all that its sandbox allows. */
  tools?: readonly ToolKind[] | undefined;
  /** JSON Schema (draft 2020-12) of the answer. */
  outputSchema?: unknown;
  timeoutMs?: number | undefined;
  signal: AbortSignal;
}

export interface HostTurnResult {
  status: "completed" | "failed" | "interrupted";
  /** One sentence a person reads. */
  error?: string | undefined;
  /** `runner_missing`, `auth_failed`, `rate_limited`, `max_turns`, `turn_failed` … */
  code?: string | undefined;
  timedOut: boolean;
  aborted: boolean;
  /** The request that a person answered with `cancel`, which ended the turn. */
  cancelled?: { title: string; by: string } | undefined;
  threadId?: string | undefined;
  model?: string | undefined;
  /** Of this turn alone. */
  usage?: Usage | undefined;
  /** Text of the last assistant message. */
  message?: string | undefined;
  /** The vendor's own structured output, parsed; undefined where it gave none. */
  output?: unknown;
}

/** A gate's question. It becomes `approval.requested`. */
export interface HostQuestion {
  stepId: string;
  approvalId: string;
  title: string;
  /** Markdown: what came before. */
  detail?: string | undefined;
  decisions: readonly Decision[];
  signal: AbortSignal;
}
export interface HostAnswer {
  decision: Decision;
  by: string;
  comment?: string | undefined;
}

export interface HostChanges {
  files: ChangedFile[];
  diff: string;
  /** The diff was larger and ends early. */
  cut: boolean;
}

export interface HostCommand {
  stepId: string;
  /** The item that it is shown as: what it prints is told as its deltas, where its output is not in output.log yet. */
  itemId?: string | undefined;
  /** Another command may run at the same time: its output goes into output.log as one piece when it has ended. */
  concurrent?: boolean | undefined;
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

/** A step that an earlier run finished: taken over as it is. */
export interface KeptStep {
  /** The run that did the work. */
  runId: string;
  output: StepOutput;
}

/** An `iteration.started` of a workflow: `stepId` sent the work of `steps` back. */
export type ToldRound = Omit<EventOf<"iteration.started">, "v" | "runId" | "seq" | "at" | "spilled" | "steps"> & {
  steps: string[];
};

/** How far an earlier run came, for the run that goes on with it. */
export interface Resumption {
  /** The run gone on with. */
  runId: string;
  kept: ReadonlyMap<string, KeptStep>;
  /** Rounds that its steps were in: 2 for a step that was sent back once. */
  rounds: ReadonlyMap<string, number>;
  /** The rounds as they were told, in order, without the steps that run again from their first one. */
  told: readonly ToldRound[];
  /** How often each step had sent its work back, of the rounds that it has; a loop within another begins anew with it. */
  sent: ReadonlyMap<string, number>;
  /** What a step was told when it was sent back and did not finish. */
  feedback: ReadonlyMap<string, string>;
  /** Steps that had begun and were cut off: the workspace may hold a part of their work. */
  interrupted: ReadonlySet<string>;
}

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
  /** The runners that its agent steps use; absent without any. */
  runners?: RunnerType[];
  /** The recorded workflow that runner `replay` plays: it works in its own sample project, the workspace is left out. */
  replay?: { recording: string; speed: number };
  /** Snapshot for request.json (YAML-defined workflows); the paths of its files are absolute. */
  definition: unknown;
  /** What must be on disk before it is started (`missingFile` of the store looks); absent for a built-in. */
  needs?: NeededFiles;
}

export type Prepared = { ok: true; run: PreparedRun } | { ok: false; status: 400 | 403; errors: FieldError[] };
