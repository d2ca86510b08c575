import { access } from "node:fs/promises";
import { type Outcome, refuse } from "@codex-toolloop/protocol";
import { admit, retryAfter } from "./admission/admit.ts";
import { lineBusy } from "./admission/line-busy.ts";
import { payloadHash } from "./admission/payload-hash.ts";
import { sessionBusy } from "./admission/session-busy.ts";
import { tell } from "./audit/tell.ts";
import { type Context, changed, count, say, setSlot, track } from "./context.ts";
import type { SubmitOptions, Submitted } from "./contract.ts";
import { deferred } from "./deferred.ts";
import { diskProblem } from "./failure.ts";
import { refusalOf } from "./refusal.ts";
import { newEntry, type RunEntry } from "./run/entry.ts";
import { publish, publishQueue } from "./run/publish.ts";
import { record } from "./run/record.ts";
import { launchClaimed } from "./run/start-run.ts";

/** See `Supervisor.submit`. From the look at the limits to the reservation nothing waits, so no two requests get one place. */
export async function submitRun(ctx: Context, options: SubmitOptions): Promise<Outcome<Submitted>> {
  if (ctx.adopting) await ctx.adopting;
  const refused = refusalOf(ctx, "started");
  if (refused) return refused;
  const { request, spec, onLimit } = options;
  const { runId, requestedBy: user, idempotencyKey: key } = request;
  const hash = payloadHash(request, spec);
  const earlier = key === undefined ? undefined : ctx.keys.find(user, key, performance.now());
  if (earlier) {
    if (earlier.payloadHash !== hash)
      return refuse(
        409,
        "idempotency_key_reused_with_different_payload",
        "This idempotency key belongs to another request",
        `The key was used for run ${earlier.runId} with other content. Use a new key.`,
      );
    const first = await earlier.ready;
    return first.ok
      ? { ok: true, value: { ...submitted(ctx, earlier.runId, first.value), deduplicated: true } }
      : first;
  }
  if (ctx.entries.has(runId) || ctx.catalog?.get(runId))
    return refuse(409, "run_exists", "There is such a run already", `Run ${runId} exists.`);

  const busy = sessionBusy(ctx, request.sessionId) ?? lineBusy(ctx, request);
  if (busy) return busy;

  const { maxConcurrent, maxQueued, maxQueuedPerUser } = ctx.options.store.settings().settings;
  const decision = admit({
    onLimit,
    running: ctx.running,
    limit: maxConcurrent,
    queued: ctx.queue.size(),
    queuedOfUser: ctx.queue.sizeOf(user),
    maxQueued,
    maxQueuedPerUser,
    retryAfterSeconds: retryAfter(remainingTimes(ctx)),
  });
  if (!decision.ok) {
    count(ctx, request.kind, "rejected");
    say(ctx, "rejected", { by: user, type: decision.problem.type });
    return decision;
  }
  const now = new Date().toISOString();
  const entry = newEntry({
    runId,
    origin: "ours",
    user,
    sessionId: request.sessionId,
    order: ctx.nextOrder++,
    record: { schemaVersion: 1, runId, at: now, status: "queued" },
    recorded: false,
    request,
    timeoutSeconds: request.timeoutSeconds,
    graceSeconds: request.stopGraceSeconds,
  });
  ctx.entries.set(runId, entry);
  if (decision.value === "start") setSlot(ctx, entry, true);
  else ctx.queue.add(entry);
  const ready = accept(ctx, entry, options, key === undefined ? {} : { idempotencyKey: key, payloadHash: hash });
  if (key !== undefined) ctx.keys.hold(user, key, { runId, payloadHash: hash, since: performance.now(), ready });
  track(ctx, "submit", runId, ready);
  return ready;
}

/** Makes the run exist on disk, then starts it or leaves it waiting. What fails before it exists leaves nothing behind. */
async function accept(
  ctx: Context,
  entry: RunEntry,
  { request, spec }: SubmitOptions,
  key: { idempotencyKey?: string; payloadHash?: string },
): Promise<Outcome<Submitted>> {
  const { store } = ctx.options;
  const { runId } = entry;
  const created = deferred<boolean>();
  entry.created = created.promise;
  const startsNow = entry.holdsSlot;
  const launched = deferred<void>();
  if (startsNow) entry.launching = launched.promise;
  let isOurs = false;
  try {
    isOurs = !(await exists(store.runDir(runId)));
    await store.createRun(request, spec);
    const now = new Date().toISOString();
    await record(ctx, entry, "queued", {
      kind: request.kind,
      workflow: request.workflow,
      requestedBy: request.requestedBy,
      queuedAt: now,
      logPaths: [`runs/${runId}/output.log`, `runs/${runId}/launcher.log`],
      ...key,
      // With `startedAt` the line is the claim as well: one fsync less on the way to the process.
      ...(startsNow ? { startedAt: now } : {}),
    });
  } catch (error) {
    say(ctx, "submit_failed", { runId, error: String(error) });
    const waited = ctx.queue.remove(runId) !== undefined;
    setSlot(ctx, entry, false);
    ctx.entries.delete(runId);
    if (request.idempotencyKey !== undefined) ctx.keys.release(entry.user, request.idempotencyKey, runId);
    created.resolve(false);
    launched.resolve();
    ctx.catalog?.overlay(runId, null);
    if (isOurs) await store.deleteRun(runId).catch(() => {});
    if (waited) publishQueue(ctx);
    ctx.pump();
    changed(ctx);
    return diskProblem(error);
  }
  created.resolve(true);
  const { queuedAt } = entry.record;
  const tellCreated = () => tell(ctx, entry, { type: "run.created", at: queuedAt, actor: entry.user, to: "queued" });
  if (startsNow) {
    publish(ctx, entry);
    const launching = launchClaimed(ctx, entry);
    // While the launcher comes up: the audit is not on the way to the process.
    tellCreated();
    await launching;
    launched.resolve();
  } else {
    const place = ctx.queue.ids().indexOf(runId) + 1;
    tellCreated();
    const detail = place > 0 ? { detail: `It waits at place ${place}.` } : {};
    tell(ctx, entry, { type: "run.queued", actor: entry.user, ...detail });
    publishQueue(ctx);
    changed(ctx);
    // A slot may have come free while the run was written down.
    ctx.pump();
  }
  return { ok: true, value: submitted(ctx, runId, { runId, status: entry.record.status, deduplicated: false }) };
}

/** What to tell of a run that was accepted, as of now. */
function submitted(ctx: Context, runId: string, before: Submitted): Submitted {
  const entry = ctx.entries.get(runId);
  const status = entry?.record.status ?? ctx.catalog?.get(runId)?.status ?? before.status;
  const place = ctx.queue.ids().indexOf(runId);
  return { runId, status, deduplicated: before.deduplicated, ...(place >= 0 ? { queuePosition: place + 1 } : {}) };
}

function remainingTimes(ctx: Context): (number | undefined)[] {
  const now = Date.now();
  return [...ctx.entries.values()]
    .filter((e) => e.holdsSlot)
    .map(({ record: { workflow, startedAt } }) => {
      const usual = workflow === undefined ? undefined : ctx.catalog?.usualDurationMs(workflow);
      return usual === undefined ? undefined : usual - (startedAt ? now - Date.parse(startedAt) : 0);
    });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
