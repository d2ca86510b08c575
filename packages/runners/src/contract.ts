import type {
  AgentOptions,
  AgentTask,
  Decision,
  EventInput,
  RunnerInfo,
  RunnerType,
  ToolKind,
  Usage,
} from "@codex-toolloop/protocol";

/** What an adapter is asked to do: one prompt on a new or an existing thread, in one folder. */
export interface TurnRequest {
  prompt: string;
  /** Absolute real path of the folder the agent works in. */
  cwd: string;
  /** The thread to go on with; absent: begin one. */
  threadId?: string | undefined;
  options: AgentOptions;
  /** `grantKey`s that were approved for the session: granted again without asking. */
  grants: readonly string[];
  /** The only kinds of tools that it may use; absent: all. What an adapter cannot withhold it says in a notice. */
  tools?: readonly ToolKind[] | undefined;
  /** JSON Schema (draft 2020-12) that the last message must fit; absent: free text. */
  outputSchema?: unknown;
  /** Runner `replay` only. */
  replay?: Tape | undefined;
  /** The environment to choose the child's from: an adapter passes on what it names in `environment` and the usual few. */
  env: NodeJS.ProcessEnv;
  /** A folder of this turn's own for temporary files, below the run directory; made by the caller, removed by it. */
  scratch: string;
  /** Aborting interrupts the turn, then ends the agent's whole tree; `takeTurn` resolves when both are done. */
  signal: AbortSignal;
  /** Milliseconds between asking the agent's processes to end and killing them. */
  graceMs: number;
  /** Settings: programs of the user's choice, and where codex-toolloop is installed. */
  lookup: Lookup;
}

/** A recorded turn, for runner `replay` to play. */
export interface Tape {
  events: AsyncIterable<EventInput & { at: string }>;
  label: string;
  /** 1 is the recording's own pace; 0 is as fast as can be. */
  speed: number;
  /** What the turn had handed back that its events do not tell. */
  result?: Pick<TurnResult, "message" | "output" | "code"> | undefined;
}

/** Where adapters look for a vendor's program. */
export interface Lookup {
  codexBin: string;
  claudeBin: string;
  /** Folders that may hold `node_modules` of ours (never the workspace's: its code is not ours to run). */
  installRoots: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** What an agent's request may be answered with; pushing back is for gates. */
export type AgentDecision = Exclude<Decision, "push_back">;

/** What a person says while a turn runs. */
export type TurnControl =
  | { type: "approval"; approvalId: string; decision: AgentDecision; by: string; comment?: string | undefined }
  | { type: "steer"; text: string; by: string };

/**
 * Where a turn's story goes, in one order. No call throws: a disk that refuses aborts the turn's `signal`, and what is told
 * after that is dropped. Deltas may wait 25 ms for more of their item; every other event is in the file when `emit` returns.
 */
export interface TurnSink {
  /** A normalized event. Adapters emit `turn.*`, `item.*`, `diff.updated`, `usage.updated`, `iteration.started`, `approval.*`, `notice`. */
  emit(event: EventInput): void;
  /** One upstream message, verbatim, for `<vendor>-events.jsonl`. `direction`: `<` from the vendor, `>` to it. */
  raw(direction: "<" | ">", message: unknown): void;
  /** One tool invocation or result, for tool-calls.jsonl. */
  toolCall(record: { itemId: string; tool: string; phase: "call" | "result"; value: unknown }): void;
  /** The thread's id, as soon as it is known: a run that is killed can then still be gone on with. */
  thread(threadId: string): void;
  /** The model that answers, where the vendor says. */
  model(name: string): void;
}

/** A turn that runs. */
export interface RunningTurn {
  /** Resolves when the vendor's process has ended and nothing of it is left that we could find; never rejects. */
  readonly ended: Promise<TurnResult>;
  /** Takes a decision or a text for the running turn. An approval that is not pending is passed over with a notice. */
  control(control: TurnControl): void;
}

export interface TurnResult {
  status: "completed" | "failed" | "interrupted";
  /** One sentence a person reads. */
  error?: string | undefined;
  /** For `reason` of the run: `spawn_error`, `runner_missing`, `auth_failed`, `rate_limited`, `max_turns`, `turn_failed` … */
  code?: string | undefined;
  threadId?: string | undefined;
  usage?: Usage | undefined;
  /** Text of the last assistant message. */
  message?: string | undefined;
  /**
   * Parsed structured output, where `outputSchema` was given and the vendor has a mechanism for it; what did not fit the
   * schema with code `output_invalid`.
   */
  output?: unknown;
}

/** One adapter. Adding a fourth: a folder here, and its line in `runners.ts`. */
export interface Runner {
  readonly type: RunnerType;
  /** Looks for the vendor's program. Never throws, starts at most its `--version`, a `--help` and what says whether somebody is logged in; nothing leaves the machine. */
  find(lookup: Lookup): Promise<RunnerInfo>;
  /** Begins to read the vendor's code that a turn needs, while the caller does something else. Never throws, starts no process. */
  warm?(lookup: Lookup): void;
  /** Takes one turn. Never throws; what goes wrong is in the result and told as events. */
  takeTurn(request: TurnRequest, sink: TurnSink): RunningTurn;
}

export type { AgentTask };
