/** The types other packages build on. This package imports nothing of the project. */

export type KillLevel = "namespace" | "subreaper" | "scan";

/** Identity of a process: a pid alone may be somebody else's by now. `startTime` is opaque, equal for the same process only. */
export interface ProcessIdentity {
  pid: number;
  startTime: string;
}

export interface LaunchSpec {
  /** Program and arguments of the run process; `argv[0]` is found on `env.PATH` when it has no slash. Never a shell string. */
  argv: string[];
  cwd: string;
  /** The whole environment of the run: nothing is inherited. `TOOLLOOP_RUN_ID` is added by `launch`. */
  env: Record<string, string>;
  /** Cookie by which a scan finds members of the run. */
  runId: string;
  /** Absolute; the launcher writes `exit.json` here, and the run process' own stdout and stderr go to `launcher.log`. */
  runDir: string;
  /** Seconds until the launcher stops the run by itself. */
  deadlineSeconds: number;
  /** Seconds between TERM and KILL. */
  graceSeconds: number;
  level: KillLevel;
}

/** A launched run. The launcher outlives us: `exited` only resolves while we live, `exit.json` is the record. */
export interface Launched extends ProcessIdentity {
  level: KillLevel;
  /** Resolves when the launcher has ended; never rejects. */
  exited: Promise<{ code: number | null; signal: string | null }>;
}

export interface KillLevelProbe {
  level: KillLevel;
  works: boolean;
  /** Why not, or how it was proven. */
  detail: string;
}

export interface SweepResult {
  killed: { pid: number; command: string }[];
  survived: { pid: number; command: string }[];
}

export interface CommandSpec {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  /** stdout and stderr go straight to this file (O_APPEND), no pipe in between. Omit to capture instead. */
  logPath?: string;
  /** Capture at most this many bytes of stdout and of stderr (only without `logPath`). Default 1 MiB. */
  captureBytes?: number;
  timeoutMs?: number;
  graceMs: number;
  /** Aborting stops the command's whole tree: TERM, grace, KILL. */
  signal?: AbortSignal;
  /** Extra cookie so that a step's strays can be told from the run's: set as `TOOLLOOP_STEP_ID`. */
  stepId?: string;
}

export interface CommandResult {
  exitCode: number | null;
  signal: string | null;
  /** Our own timeout ended it. */
  timedOut: boolean;
  /** The abort signal ended it. */
  aborted: boolean;
  /** The program could not be started (missing, not executable, bad cwd): a sentence for a person. */
  spawnError?: string;
  stdout?: string;
  stderr?: string;
  /** More was printed on stdout than was to be kept: `stdout` is its beginning. */
  stdoutCut?: boolean;
  durationMs: number;
}

/** A child that we talk with over its stdin and stdout: an agent. */
export interface TalkSpec {
  argv: string[];
  cwd: string;
  /** The whole environment of the child. */
  env: Record<string, string>;
  /** Called per line of stdout, without its newline; a line longer than 64 MiB ends the child with an error. */
  onLine?: (line: string) => void;
  /** How much of the end of stderr is kept, in bytes. Default 64 KiB. */
  stderrBytes?: number;
}

export interface TalkEnd {
  exitCode: number | null;
  signal: string | null;
  /** The program could not be started: a sentence for a person. */
  spawnError?: string;
  /** The end of what it printed on stderr. */
  stderr: string;
}

/** A running child of `talk`, in a session of its own. */
export interface Talk {
  /** undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdin: NodeJS.WritableStream | null;
  readonly stdout: NodeJS.ReadableStream | null;
  /** Resolves when the process has exited and its stdout was read as far as it came (at most 500 ms more); never rejects. */
  readonly ended: Promise<TalkEnd>;
  /** Writes one line. False when the child no longer listens; never throws (EPIPE is passed over). */
  send(line: string): boolean;
  /** Ends the child and its whole tree, also what left its session: TERM, grace, KILL. Resolves when that is done. */
  stop(graceMs: number): Promise<void>;
}
