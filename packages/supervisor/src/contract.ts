import type {
  ControlLine,
  KillLevel,
  Outcome,
  RunKind,
  RunRequest,
  RunStatus,
  SlotState,
  StopReceipt,
} from "@codex-toolloop/protocol";
import type { LockHolder, Store } from "@codex-toolloop/store";

export interface SupervisorOptions {
  store: Store;
  /** The command line that executes a run directory; the supervisor knows no more about a run than this. */
  commandFor(request: RunRequest, runDir: string): { argv: string[]; cwd: string; env: Record<string, string> };
  killLevel: KillLevel;
  /** Told to a second dashboard that finds the lock taken. */
  address?: string;
  /** Milliseconds between checks of live runs. Default 5,000. */
  checkEveryMs?: number;
  /** Structured log; default none. */
  log?: (entry: { event: string; runId?: string; [key: string]: unknown }) => void;
}

export interface SubmitOptions {
  request: RunRequest;
  spec?: string | undefined;
  onLimit: "reject" | "queue";
}

export interface StopOptions {
  reason?: "stop_requested" | "shutdown";
  force?: boolean;
}

/** What a person tells a running run. */
export type Said =
  | Omit<Extract<ControlLine, { type: "approval" }>, "v" | "at">
  | Omit<Extract<ControlLine, { type: "steer" }>, "v" | "at">;

export interface Submitted {
  runId: string;
  status: RunStatus;
  queuePosition?: number;
  deduplicated: boolean;
}

export interface Authority {
  /** This process supervises the store. */
  held: boolean;
  /** Settings say so, or another process holds the lock, or the store cannot be written. */
  readOnly: boolean;
  why?: string;
  holder?: LockHolder;
}

/** Runs since the start of this supervisor. */
export interface Counters {
  starts: number;
  failures: number;
  timeouts: number;
  cancellations: number;
  orphans: number;
  /** Refused at a limit (429). */
  rejected: number;
}

export interface Supervisor {
  /** Takes the lock (or waits for it in the background), adopts live runs, starts what is queued. */
  start(): Promise<void>;
  /** 201-like; or 429 (`limit_reached`, with retryAfterSeconds), 409 (`idempotency_key_reused_with_different_payload`), 503 (`read_only`, `disk_full`). At most one run of a session is queued or live: 409 (`session_busy`); so of a line of continuations in one folder (`continuation_live`). */
  submit(options: SubmitOptions): Promise<Outcome<Submitted>>;
  /**
   * Asks; returns once durable (202). 404 unknown, 409 already final. A repeated stop is a 202 again.
   * @param options.force skips the grace, also of a stop that is under way: what is left is killed now.
   */
  stop(runId: string, by: string, options?: StopOptions): Promise<Outcome<StopReceipt>>;
  /**
   * Tells a running run what a person decided or wrote: a line in its control.jsonl, durable when it returns, and in its audit.
   * 404 unknown; 409 not running, being stopped, or decided already (`already_decided`); 503. Throws StoreError.
   * @param options.askedAt when the question was asked: an older decision under its id was to another one.
   */
  control(runId: string, said: Said, options?: { askedAt?: string }): Promise<Outcome<{ accepted: true }>>;
  /** The receipt so far; null when no stop was asked and the run left no exit.json. */
  receipt(runId: string): Promise<StopReceipt | null>;
  /** Resolves when the run is final (or at once when it is). */
  settled(runId: string): Promise<RunStatus>;
  slots(): SlotState;
  /** Run ids waiting, next first. */
  queue(): string[];
  authority(): Authority;
  /** What was counted since the start, of all kinds of run or of one. */
  counters(kind?: RunKind): Counters;
  onChange(listener: () => void): () => void;
  /** Stops (or leaves) all children, waits, records. A second call with `hurry` kills at once. */
  shutdown(options?: { hurry?: boolean }): Promise<{ stopped: string[]; left: string[] }>;
}
