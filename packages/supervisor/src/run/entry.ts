import type { ProcessIdentity } from "@codex-toolloop/process";
import type { AuditEvent, Outcome, RunRequest, RunStatus, StopReceipt, UiRunRecord } from "@codex-toolloop/protocol";
import { type Deferred, deferred } from "../deferred.ts";

/** A stop that was asked for, while it is under way. */
export interface StopState {
  receipt: StopReceipt;
  reason: "stop_requested" | "shutdown";
  /** Resolves once the request is on disk and the ladder has begun. */
  durable: Promise<void>;
  /** Resolves when the ladder is at its end, which is normally the run's. */
  ladder: Promise<void>;
  /** Ends every waiting time of the ladder. */
  hurry: AbortController;
}

/** A run that is queued or live, in memory. A final one is forgotten. */
export interface RunEntry {
  readonly runId: string;
  /** `terminal`: started by the command line, found in the catalog. It is watched and can be stopped, but it is not ours. */
  readonly origin: "ours" | "terminal";
  readonly user: string;
  /** Of a prompt: its session takes no other while this one lives. */
  readonly sessionId: string | undefined;
  /** Place in the order of arrival. */
  readonly order: number;
  /** What is recorded of it, folded. Of a terminal's run nothing is recorded until there is something to say. */
  record: UiRunRecord;
  recorded: boolean;
  /** What has been told of it in its audit.jsonl. */
  audited: Set<AuditEvent["type"]>;
  /** It had ended before we saw it. */
  endedAway: boolean;
  /** Needed until it is launched. */
  request: RunRequest | undefined;
  graceSeconds: number;
  /** Undefined where no request.json says so. */
  timeoutSeconds: number | undefined;
  /** The run has written its meta.json, so lists have its own words. */
  hasMeta: boolean;
  holdsSlot: boolean;
  /** The place in the queue that lists show. */
  shownPlace: number | undefined;
  /** False when the run could not be written down: then it never was. */
  created: Promise<boolean>;
  /** Under way or done; never rejects. */
  launching: Promise<void> | undefined;
  /** Claimed, but whether the launcher came up is not known (we died in between): until when (`performance.now()`) to wait for a sign. */
  uncertainUntil: number | undefined;
  identity: ProcessIdentity | undefined;
  /** We are the launcher's parent and hear of its end at once. */
  isChild: boolean;
  stop: StopState | undefined;
  /** It is being taken out of the queue. */
  canceling: Promise<Outcome<StopReceipt>> | undefined;
  settled: Deferred<RunStatus>;
  settling: Promise<void> | undefined;
  unwatch: (() => void) | undefined;
}

/** Makes an entry with nothing happening to it yet. */
export function newEntry(
  given: Pick<RunEntry, "runId" | "origin" | "user" | "order" | "record" | "recorded" | "request"> & {
    sessionId?: string | undefined;
    graceSeconds: number;
    timeoutSeconds: number | undefined;
  },
): RunEntry {
  return {
    ...given,
    sessionId: given.sessionId,
    audited: new Set(),
    endedAway: false,
    hasMeta: false,
    holdsSlot: false,
    shownPlace: undefined,
    created: Promise.resolve(true),
    launching: undefined,
    uncertainUntil: undefined,
    identity: undefined,
    isChild: false,
    stop: undefined,
    canceling: undefined,
    settled: deferred(),
    settling: undefined,
    unwatch: undefined,
  };
}
