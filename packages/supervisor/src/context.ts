import { type Outcome, RunKind } from "@codex-toolloop/protocol";
import type { LockHolder, RunCatalog } from "@codex-toolloop/store";
import { createIdempotencyWindow, type IdempotencyWindow } from "./admission/idempotency-window.ts";
import { createRunQueue, type RunQueue } from "./admission/run-queue.ts";
import type { Counters, Submitted, SupervisorOptions } from "./contract.ts";
import type { RecordLog } from "./records/record-log.ts";
import type { RunEntry } from "./run/entry.ts";

/** What a supervisor holds in memory. Its functions live in files of their own and share this. */
export interface Context {
  readonly options: SupervisorOptions;
  readonly checkEveryMs: number;
  /** Queued and live runs, by id. */
  readonly entries: Map<string, RunEntry>;
  readonly queue: RunQueue;
  readonly keys: IdempotencyWindow<Outcome<Submitted>>;
  readonly counters: Map<RunKind, Counters>;
  /** What is being told to runs, by run: one after the other. */
  readonly controls: Map<string, Promise<void>>;
  /** Set by `start`, before anything else happens. */
  catalog: RunCatalog | undefined;
  /** Present exactly while this process supervises the store. */
  records: RecordLog | undefined;
  /** Inode of the store's root when its records were opened. */
  rootInode: number | undefined;
  /** Record lines that the disk refused; tried again at every check. */
  unsaved: Parameters<RecordLog["append"]>[0][];
  /** Why starting and stopping are refused; undefined while they are not. */
  refusal: { why: string; holder?: LockHolder } | undefined;
  /** Adoption is under way: starts wait for it. */
  adopting: Promise<void> | undefined;
  /** What a crash left out of audits is written in the background; the lock is kept until it is done. */
  filling: Promise<void> | undefined;
  closing: boolean;
  /** Slots held: live runs and those being launched. */
  running: number;
  /** Order of arrival of the next run. */
  nextOrder: number;
  /** The disk refused to claim a run: no further start from the queue before the next check. */
  queuePaused: boolean;
  /** Final runs whose overlay is to be taken back once the index has their own last line. */
  readonly retiring: Map<string, number>;
  /** Starts what waits, as far as there are slots. */
  pump: () => void;
  readonly listeners: Set<() => void>;
}

/** A supervisor's memory before `start`. */
export function createContext(options: SupervisorOptions): Context {
  return {
    options,
    checkEveryMs: options.checkEveryMs ?? 5_000,
    entries: new Map(),
    queue: createRunQueue(),
    keys: createIdempotencyWindow(),
    counters: new Map(RunKind.options.map((kind) => [kind, noCounts()])),
    controls: new Map(),
    catalog: undefined,
    records: undefined,
    rootInode: undefined,
    unsaved: [],
    refusal: { why: "the supervisor has not been started" },
    adopting: undefined,
    filling: undefined,
    closing: false,
    running: 0,
    nextOrder: 0,
    queuePaused: false,
    retiring: new Map(),
    pump: () => {},
    listeners: new Set(),
  };
}

/** Says something to the structured log. */
export function say(ctx: Context, event: string, facts: { runId?: string; [key: string]: unknown } = {}): void {
  ctx.options.log?.({ event, ...facts });
}

/** Tells the listeners that slots, queue or authority changed. A listener that throws is logged, not obeyed. */
export function changed(ctx: Context): void {
  for (const listener of ctx.listeners) {
    try {
      listener();
    } catch (error) {
      say(ctx, "listener_failed", { error: String(error) });
    }
  }
}

/** Lets work go on in the background; a failure is logged, since nobody else hears of it. */
export function track(ctx: Context, event: string, runId: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => say(ctx, `${event}_failed`, { ...(runId ? { runId } : {}), error: String(error) }));
}

/** Takes or gives back an entry's slot; giving it back twice counts once. */
export function setSlot(ctx: Context, entry: RunEntry, holds: boolean): void {
  if (entry.holdsSlot === holds) return;
  entry.holdsSlot = holds;
  ctx.running += holds ? 1 : -1;
}

const noCounts = (): Counters => ({ starts: 0, failures: 0, timeouts: 0, cancellations: 0, orphans: 0, rejected: 0 });

/** Adds one to a counter of a kind of run; of a run whose kind is not known, to the workflows'. */
export function count(ctx: Context, kind: RunKind | undefined, counter: keyof Counters): void {
  const counts = ctx.counters.get(kind ?? "workflow");
  if (counts) counts[counter]++;
}

/** What was counted since the start, of one kind of run or of all. */
export function counted(ctx: Context, kind?: RunKind): Counters {
  const sum = noCounts();
  for (const [of, counts] of ctx.counters)
    if (kind === undefined || of === kind) for (const name of COUNTERS) sum[name] += counts[name];
  return sum;
}
const COUNTERS = ["starts", "failures", "timeouts", "cancellations", "orphans", "rejected"] as const;
