import type { RunSummary } from "@codex-toolloop/protocol";
import { tellAdopted } from "../audit/tell.ts";
import { type Context, changed, say, setSlot, track } from "../context.ts";
import { newEntry, type RunEntry } from "../run/entry.ts";
import { watchRun } from "../run/watch-run.ts";

/**
 * Takes note of a live run that we did not start: it counts against the limit, is watched, and can be stopped. Nothing is
 * recorded of it unless we stop it, or find that it vanished without an outcome; its audit begins here.
 */
export function adoptTerminalRun(ctx: Context, run: RunSummary): RunEntry {
  const entry = newEntry({
    runId: run.runId,
    origin: "terminal",
    user: run.requestedBy,
    sessionId: run.sessionId,
    order: ctx.nextOrder++,
    record: {
      schemaVersion: 1,
      runId: run.runId,
      at: run.createdAt,
      status: "running",
      kind: run.kind,
      workflow: run.workflow,
      requestedBy: run.requestedBy,
      ...(run.startedAt ? { startedAt: run.startedAt } : {}),
    },
    recorded: false,
    request: undefined,
    timeoutSeconds: undefined,
    graceSeconds: ctx.options.store.settings().settings.stopGraceSeconds,
  });
  entry.hasMeta = true;
  if (run.pid !== undefined && run.startTime !== undefined) {
    entry.identity = { pid: run.pid, startTime: run.startTime };
    Object.assign(entry.record, entry.identity);
  }
  ctx.entries.set(run.runId, entry);
  setSlot(ctx, entry, true);
  tellAdopted(ctx, entry, "Started in a terminal; from here on the dashboard watches it.");
  const { store } = ctx.options;
  entry.launching = Promise.all([store.readRequest(run.runId), store.readRunAudit(run.runId)])
    .then(([request, told]) => {
      for (const { type } of told) entry.audited.add(type);
      if (!request) return;
      entry.graceSeconds = request.stopGraceSeconds;
      entry.timeoutSeconds = request.timeoutSeconds;
    })
    .catch((error: unknown) => say(ctx, "unreadable", { runId: run.runId, error: String(error) }));
  track(ctx, "adopt", run.runId, entry.launching);
  watchRun(ctx, entry);
  changed(ctx);
  return entry;
}
