import type {
  ArtifactInfo,
  AuditEvent,
  AuditLine,
  ControlLine,
  EventInput,
  EventPage,
  ExitFile,
  LogSlice,
  LogTime,
  Page,
  PlacedEvent,
  PlannedStep,
  ResolvedSettings,
  RunListQuery,
  RunMeta,
  RunRequest,
  RunStatus,
  RunSummary,
  SessionRecord,
  StepOutput,
  WorkspaceRecord,
} from "@codex-toolloop/protocol";

/** Everything below is redacted where it is read for people; on disk the bytes stay raw. */
export interface Store {
  /** Absolute real path of the store root. */
  readonly root: string;
  /** What is in force. Read again when config.yaml changes (cached by mtime). */
  settings(): ResolvedSettings;
  redactor(): Redactor;

  /** `runs/<runId>`; throws on anything that is not a run id. */
  runDir(runId: string): string;
  /** Makes the run directory with request.json (and spec.md), fsynced. Throws StoreError (disk_full, read_only …). */
  createRun(request: RunRequest, spec?: string): Promise<string>;
  /** Removes a run's directory; the caller has made sure that it is final. */
  deleteRun(runId: string): Promise<void>;
  readRequest(runId: string): Promise<RunRequest | null>;
  /** spec.md as it was given, for starting it again: raw, never to be shown. Undefined where there is none. */
  readSpec(runId: string): Promise<string | undefined>;
  readMeta(runId: string): Promise<RunMeta | null>;
  readExit(runId: string): Promise<ExitFile | null>;
  readControl(runId: string): Promise<ControlLine[]>;
  appendControl(runId: string, line: ControlLine): Promise<void>;
  /** Calls back for every control line, those already there first; returns the way to stop. */
  followControl(runId: string, onLine: (line: ControlLine) => void): () => void;
  /**
   * Appends to `runs/<runId>/audit.jsonl`; for the supervisor that holds the store's lock only. Not synced. Throws
   * StoreError (`not_found` when the run's directory is gone).
   */
  appendRunAudit(runId: string, events: AuditEvent[]): void;
  /** What happened to the run on the supervisor's side, oldest first, redacted; a torn last line is passed over. */
  readRunAudit(runId: string): Promise<AuditEvent[]>;
  /** For the run process only: the sole writer of events, meta, outputs and reports. */
  openRunWriter(runId: string): RunWriter;

  /** Events forwards from `from` or backwards from `before` (byte offsets of line starts/ends; others snap to a line). */
  readEvents(
    runId: string,
    options: { from?: number; before?: number; limit?: number; maxBytes?: number; isFinal?: boolean },
  ): Promise<EventPage>;
  /** Byte offset of the first line at or after the fraction 0..1 of the file, or of the first event at or after an instant (binary search). */
  seekEvents(runId: string, to: { fraction: number } | { at: string }): Promise<number>;
  /** A redacted slice of output.log (DESIGN 7). */
  readLog(runId: string, options: { offset: number; limit?: number; isFinal: boolean }): Promise<LogSlice>;
  /** The last complete part of output.log, at most `limit` bytes. */
  readLogTail(runId: string, options: { limit: number; isFinal: boolean }): Promise<LogSlice>;
  /** What a run planned, and what its steps have left so far (`step-outputs/`), in the planned order; redacted. */
  readSteps(runId: string): Promise<RunSteps>;
  /** When the bytes `[from, to)` of output.log were printed, as samples of its size; none where nobody looked. */
  readLogTimes(runId: string, part: { from: number; to: number }): Promise<LogTime[]>;
  sizes(runId: string): Promise<{ events: number; log: number }>;
  /** The files below a run directory; a secret in a path is masked, and `readArtifact` takes the masked path. */
  listArtifacts(runId: string): Promise<ArtifactInfo[]>;
  /** A redacted artifact below the run directory, at most `maxBytes` from `offset`; null when there is no such regular file. */
  readArtifact(
    runId: string,
    path: string,
    options?: { offset?: number; maxBytes?: number },
  ): Promise<{ info: ArtifactInfo; content: string; nextOffset: number } | null>;

  appendAudit(line: AuditLine): Promise<void>;
  readAudit(limit: number): Promise<AuditLine[]>;

  workspaces: WorkspaceBook;
  sessions: SessionBook;
  /** YAML files of `workflows/`, as text. */
  readWorkflowFiles(): Promise<{ name: string; path: string; text: string }[]>;
  /** YAML files of `<workspace>/.codex-toolloop/workflows`, as text; the caller has checked that it is trusted. */
  readWorkspaceWorkflowFiles(workspacePath: string): Promise<{ name: string; path: string; text: string }[]>;

  /** The list of all runs, in memory, following index.jsonl. Loaded on first call; one per process. */
  catalog(): Promise<RunCatalog>;
  /** Follows a live run's files; many followers share one watcher. */
  followRun(runId: string, follower: RunFollower): () => void;
  /** Rewrites index.jsonl from runs/*\/meta.json. */
  rebuildIndex(): Promise<{ runs: number; skipped: number; seconds: number }>;
  /**
   * Deletes final runs older than `days` except the newest `keep` final ones, live runs never, nor what these go on with; and what crashes left,
   * older than a day (`orphans`: paths below the root). `isQueued` only from who supervises the store: with it a run that was
   * made and that neither it nor the list knows is such a leftover, too.
   */
  prune(options: {
    days: number;
    keep: number;
    now: Date;
    dryRun?: boolean;
    isLive(meta: RunMeta): boolean;
    isQueued?(runId: string): boolean;
  }): Promise<{ removed: string[]; orphans: string[]; bytes: number; kept: number }>;
  /** Is everything in order? For doctor and health. */
  check(): Promise<StoreCheck>;
  /** Stops every watcher. */
  close(): Promise<void>;
}

export interface RunSteps {
  /** As the last `run.planned` among the run's first events says; none where it has not come so far. */
  planned: PlannedStep[];
  /** Of the steps that have ended, one each: a later round takes the place of the one before it. */
  outputs: StepOutput[];
}

export interface StoreCheck {
  writable: boolean;
  freeBytes: number;
  modes: { path: string; mode: string }[];
  tornLines: number;
  skippedLines: number;
  runs: number;
  /** The dashboard's own log, and the bytes of all its files. */
  log: { path: string; bytes: number };
  problems: string[];
}

export interface RunFollower {
  /** Next byte offset of events.jsonl that this follower wants. */
  from: number;
  onEvents(batch: { from: number; to: number; events: PlacedEvent[] }): void;
  onLog(size: number): void;
  /** meta.json or exit.json appeared or changed. */
  onState(): void;
}

export interface RunWriter {
  readonly runDir: string;
  readonly logPath: string;
  /** One `write()`; payloads over the record limit are spilled. Throws StoreError on a short or failed write. */
  emit(event: EventInput): PlacedEvent;
  /** Merges, writes meta.json (temp, fsync, rename, directory fsync), appends a line to index.jsonl (fsynced). */
  writeMeta(patch: Partial<RunMeta>): RunMeta;
  writeFile(path: string, content: string | Uint8Array): void;
  /** One line of tool-calls.jsonl, codex-events.jsonl … */
  appendRecord(file: string, record: unknown): void;
  fsync(): void;
  close(): void;
}

export interface RunCatalog {
  query(query: RunListQuery): Page<RunSummary>;
  get(runId: string): RunSummary | undefined;
  /** Unique run for a full id, or a prefix or suffix of at least 4 characters. */
  find(idPart: string): { kind: "one"; run: RunSummary } | { kind: "none" } | { kind: "many"; count: number };
  /** Runs whose status is not final. Cost is by their number, not by all runs. */
  live(): RunSummary[];
  size(): number;
  /** The runs of a session. Cost is by their number, not by all runs. */
  ofSession(sessionId: string): RunGroup;
  ofWorkspace(workspaceId: string): RunGroup;
  /** The runs that go on with this one, oldest first. Cost is by their number, not by all runs. */
  continuationsOf(runId: string): RunSummary[];
  /** Facts the index cannot know (queued runs, stop requests, orphans found): merged over the index line; null takes it back. */
  overlay(runId: string, patch: Partial<RunSummary> | null): void;
  stats(now: Date): RunStats;
  /** Median duration of the last successful runs of a workflow, in milliseconds. */
  usualDurationMs(workflow: string): number | undefined;
  /** Each changed run once per batch. */
  onChange(listener: (runs: RunSummary[], removed: string[]) => void): () => void;
  skippedLines(): number;
}

export interface RunGroup {
  runs: number;
  /** When the newest was created. */
  lastRunAt: string | null;
  /** Queued and running ones, oldest first. */
  liveRunIds: string[];
}

export interface RunStats {
  running: number;
  queued: number;
  /** Of the last 24 h. */
  finished: number;
  succeeded: number;
  medianDurationMs?: number;
  /** 24 buckets of one hour, oldest first. */
  hours: { finished: number; failed: number }[];
  byStatus: Partial<Record<RunStatus, number>>;
}

/** A folder that a run made by cloning. */
export interface ClonedFolder {
  path: string;
  displayName?: string | undefined;
  /** Without credentials. */
  sourceUri: string;
  runId: string;
}

export interface WorkspaceBook {
  list(): Promise<WorkspaceRecord[]>;
  get(id: string): Promise<WorkspaceRecord | null>;
  /** Registers a folder (idempotent by real path). Throws StoreError `invalid` naming the fix for a path that is no folder. */
  add(path: string, displayName?: string): Promise<WorkspaceRecord>;
  /**
   * Registers what a run has cloned. null where this run's workspace was registered before, also where it has been removed
   * since. Throws as `add`.
   */
  addClone(clone: ClonedFolder): Promise<WorkspaceRecord | null>;
  /** The runs whose clones were registered at this path at any time, also those removed since. */
  clonesAt(path: string): Promise<string[]>;
  setTrusted(id: string, trusted: boolean): Promise<WorkspaceRecord>;
  /** Says whether runs may start in it. Live runs go on. Throws StoreError `not_found`. */
  setDisabled(id: string, disabled: boolean): Promise<WorkspaceRecord>;
  /** Keeps what a prompt was run with. Throws StoreError `not_found`. */
  remember(id: string, choice: NonNullable<WorkspaceRecord["remembered"]>): Promise<WorkspaceRecord>;
  remove(id: string): Promise<void>;
}

/** The sessions of all workspaces, from memory; what is read is raw, like the file. Methods throw StoreError. */
export interface SessionBook {
  /** Of one workspace or of all, newest first. */
  list(workspaceId?: string): SessionRecord[];
  get(id: string): SessionRecord | null;
  /** How many a workspace has. */
  count(workspaceId: string): number;
  /** Durable. Throws `invalid` where there is a session with this id. */
  add(record: SessionRecord): SessionRecord;
  /** Replaces a record by what `to` makes of it; the same object writes nothing. Durable. Throws `not_found`. */
  change(id: string, to: (record: SessionRecord) => SessionRecord): SessionRecord;
  /** Durable. Throws `not_found`. */
  remove(id: string): void;
}

export interface Redactor {
  version: string;
  rules: number;
  /** Masks secrets; same number of bytes. Whole lines only. */
  bytes(chunk: Uint8Array): Uint8Array;
  /** The same for a string; each byte of a secret becomes one `*`, so the length in UTF-16 units may differ. */
  text(s: string): string;
  /** Every string inside a JSON value. */
  json<T>(value: T): T;
}

/** What went wrong with the disk, in words for a person. */
export type StoreErrorCode = "disk_full" | "read_only" | "not_found" | "invalid" | "denied" | "corrupt" | "io";

/** One supervisor per store: a kernel lock, freed by the kernel on SIGKILL. */
export interface StoreLock {
  release(): Promise<void>;
}
export interface LockHolder {
  pid: number;
  /** Address of the holder's dashboard, when it serves one. */
  address?: string;
  since: string;
}
export type LockResult =
  | { held: true; lock: StoreLock }
  /** `freed` resolves when the holder has gone and it is worth trying again. */
  | { held: false; holder: LockHolder | null; freed: Promise<void>; cancel(): void };
