import { type Outcome, refuse } from "@codex-toolloop/protocol";

/** What admission looks at, all of it known without waiting: between the look and the reservation nothing else runs. */
export interface AdmissionFacts {
  onLimit: "reject" | "queue";
  /** Live runs and those being started. */
  running: number;
  limit: number;
  queued: number;
  queuedOfUser: number;
  maxQueued: number;
  maxQueuedPerUser: number;
  retryAfterSeconds: number;
}

/** Start at once, wait, or come back later (429). A free slot is not for overtaking those who wait. */
export function admit(f: AdmissionFacts): Outcome<"start" | "queue"> {
  if (f.running < f.limit && f.queued === 0) return { ok: true, value: "start" };
  const later = (code: string, title: string, detail: string): Outcome<never> => ({
    ...refuse(429, code, title, detail),
    retryAfterSeconds: f.retryAfterSeconds,
  });
  if (f.onLimit === "reject")
    return later(
      "limit_reached",
      "All slots are taken",
      `${f.running} of ${f.limit} runs are running${f.queued > 0 ? ` and ${f.queued} wait` : ""}. Wait for one to finish, stop one, or ask for a place in the queue.`,
    );
  if (f.queued >= f.maxQueued)
    return later("queue_full", "The queue is full", `${f.queued} runs are waiting; ${f.maxQueued} may.`);
  if (f.queuedOfUser >= f.maxQueuedPerUser)
    return later(
      "queue_full_user",
      "Your part of the queue is full",
      `${f.queuedOfUser} of your runs are waiting; ${f.maxQueuedPerUser} of one user may.`,
    );
  return { ok: true, value: "queue" };
}

/**
 * When it is worth trying again, in whole seconds from 1 to 60: the soonest usual end of a live run, 5 where nothing is known.
 * @param remainingMs usual duration minus time running, per live run; undefined where no run of its workflow has succeeded.
 */
export function retryAfter(remainingMs: (number | undefined)[]): number {
  const known = remainingMs.filter((ms) => ms !== undefined);
  if (known.length === 0) return 5;
  return Math.min(60, Math.max(1, Math.ceil(Math.min(...known) / 1000)));
}
