import { checkRuns } from "./adopt/check-runs.ts";
import { type ShutdownResult, shutDownRuns } from "./authority/shut-down.ts";
import { createAuthority } from "./authority/supervise-store.ts";
import { counted, createContext, say } from "./context.ts";
import type { Supervisor, SupervisorOptions } from "./contract.ts";
import { controlRun } from "./control-run.ts";
import { settledStatus } from "./run/settled.ts";
import { pump } from "./run/start-run.ts";
import { receiptOf } from "./stop/receipt.ts";
import { stopRun } from "./stop/stop-run.ts";
import { submitRun } from "./submit.ts";

/**
 * Makes the supervisor of a store. Nothing happens before `start`. It writes `ui-runs.jsonl` (while it holds the store's
 * lock), control lines and `runs/<id>/stop-receipt.json`; everything else of a run is written by the run.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const ctx = createContext(options);
  ctx.pump = () => pump(ctx);
  const authority = createAuthority(ctx);
  const hurry = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;
  let closed: Promise<ShutdownResult> | undefined;

  const tick = async () => {
    await authority.tick();
    if (ctx.records) await checkRuns(ctx);
  };
  const tickOnce = () => {
    ticking ??= tick()
      .catch((error: unknown) => say(ctx, "check_failed", { error: String(error) }))
      .finally(() => {
        ticking = undefined;
      });
  };

  const close = async (): Promise<ShutdownResult> => {
    const result = await shutDownRuns(ctx, hurry.signal);
    clearInterval(timer);
    await ticking;
    await ctx.filling?.catch(() => {});
    for (const entry of ctx.entries.values()) entry.unwatch?.();
    await authority.end();
    say(ctx, "shut_down", { stopped: result.stopped.length, left: result.left.length });
    return result;
  };

  return {
    async start() {
      ctx.catalog = await options.store.catalog();
      await authority.begin();
      if (ctx.closing) return;
      timer = setInterval(tickOnce, ctx.checkEveryMs);
      timer.unref();
    },
    submit: (given) => submitRun(ctx, given),
    stop: (runId, by, how) => stopRun(ctx, runId, by, how),
    control: (runId, said, asked) => controlRun(ctx, runId, said, asked),
    receipt: (runId) => receiptOf(ctx, runId),
    settled: (runId) => settledStatus(ctx, runId),
    slots() {
      const { maxConcurrent, maxQueued } = options.store.settings().settings;
      if (authority.held()) return { running: ctx.running, limit: maxConcurrent, queued: ctx.queue.size(), maxQueued };
      const live = ctx.catalog?.live() ?? [];
      const queued = live.filter((run) => run.status === "queued").length;
      return { running: live.length - queued, limit: maxConcurrent, queued, maxQueued };
    },
    queue() {
      if (authority.held()) return ctx.queue.ids();
      return (ctx.catalog?.live() ?? [])
        .filter((run) => run.queuePosition !== undefined)
        .sort((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0))
        .map((run) => run.runId);
    },
    authority() {
      const settingSaysSo = options.store.settings().settings.readOnly;
      const why = ctx.refusal?.why ?? (settingSaysSo ? "the setting readOnly is on" : undefined);
      const { holder } = ctx.refusal ?? {};
      return {
        held: authority.held(),
        readOnly: why !== undefined,
        ...(why === undefined ? {} : { why }),
        ...(holder ? { holder } : {}),
      };
    },
    counters: (kind) => counted(ctx, kind),
    onChange(listener) {
      ctx.listeners.add(listener);
      return () => void ctx.listeners.delete(listener);
    },
    shutdown(how = {}) {
      if (how.hurry) hurry.abort();
      closed ??= close();
      return closed;
    },
  };
}
