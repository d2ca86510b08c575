import { join } from "node:path";
import { type RunStatus, StopReceipt } from "@codex-toolloop/protocol";
import { readRecords, replaceFile } from "@codex-toolloop/store";
import { type Context, say } from "../context.ts";
import type { RunEntry, StopState } from "../run/entry.ts";
import type { Ending } from "../run/finish-run.ts";

/** In the run directory; written by the supervisor only. */
const RECEIPT_FILE = "stop-receipt.json";
/** Far more bytes than any receipt has. */
const RECEIPT_MAX = 4 * 1024 * 1024;

/** A receipt in which nothing has happened yet. */
export function newStop(
  entry: RunEntry,
  by: string,
  reason: StopState["reason"],
  requestedAt = new Date().toISOString(),
): StopState {
  return {
    reason,
    durable: Promise.resolve(),
    ladder: Promise.resolve(),
    hurry: new AbortController(),
    receipt: {
      runId: entry.runId,
      status: entry.record.status,
      requestedAt,
      requestedBy: by,
      complete: false,
      signals: [],
      killed: [],
      survived: [],
      proven: false,
    },
  };
}

/** Notes a signal that was sent on behalf of a stop. */
export function noteSignal(
  ctx: Context,
  entry: RunEntry,
  sent: StopReceipt["signals"][number] & { signalled: boolean; why?: string },
): void {
  const { at, signal, target, signalled, why } = sent;
  say(ctx, "signalled", { runId: entry.runId, signal, target, signalled, ...(why ? { why } : {}) });
  if (!entry.stop || !signalled) return;
  entry.stop.receipt.signals.push({ at, signal, target });
  keepReceipt(ctx, entry);
}

/** Completes the receipt of a stop from what the launcher, or the sweep after a vanished one, left behind. */
export function finishReceipt(ctx: Context, entry: RunEntry, ending: Ending): void {
  if (!entry.stop) return;
  const { exit, leftovers } = ending;
  const neverRan = !exit && !entry.identity;
  Object.assign(entry.stop.receipt, {
    status: ending.status,
    complete: true,
    finishedAt: exit?.finishedAt ?? new Date().toISOString(),
    ...(exit ? { killLevel: exit.killLevel } : {}),
    killed: exit?.killed ?? leftovers?.killed ?? [],
    survived: exit?.survived ?? leftovers?.survived ?? [],
    proven: exit?.proven ?? neverRan,
  } satisfies Partial<StopReceipt>);
  keepReceipt(ctx, entry);
}

/** The receipt outlives us in the run directory. A disk that refuses it does not stop the stop. */
export function keepReceipt(ctx: Context, entry: RunEntry): void {
  if (!entry.stop) return;
  try {
    const path = join(ctx.options.store.runDir(entry.runId), RECEIPT_FILE);
    replaceFile(path, `${JSON.stringify(entry.stop.receipt)}\n`);
  } catch (error) {
    say(ctx, "receipt_not_kept", { runId: entry.runId, error: String(error) });
  }
}

/**
 * The receipt that an earlier supervisor kept; null when there is none that can be read. The run can write in its own
 * directory: what lies there may be a pipe, a link, or far too long.
 */
export async function keptReceipt(ctx: Context, runId: string): Promise<StopReceipt | null> {
  const { store } = ctx.options;
  try {
    const path = join(store.runDir(runId), RECEIPT_FILE);
    const { records } = await readRecords(path, store.root, StopReceipt, RECEIPT_MAX);
    return records.at(-1) ?? null;
  } catch {
    return null;
  }
}

/**
 * The receipt so far: ours, the kept one, or what control.jsonl and exit.json say of a stop that others asked for.
 * @returns null when no stop was asked and the run left no exit.json. A run that ended by itself says `requestedBy: ""`.
 */
export async function receiptOf(ctx: Context, runId: string): Promise<StopReceipt | null> {
  const entry = ctx.entries.get(runId);
  if (entry?.stop) return { ...entry.stop.receipt, status: entry.record.status };
  const { store } = ctx.options;
  const status: RunStatus = entry?.record.status ?? ctx.catalog?.get(runId)?.status ?? "orphaned";
  const kept = await keptReceipt(ctx, runId);
  if (kept?.complete) return kept;
  const exit = await store.readExit(runId).catch(() => null);
  const asked = (await store.readControl(runId).catch(() => [])).find((line) => line.type === "stop");
  if (!exit && !asked && !kept) return null;
  const signal = exit?.stopSignal ?? (exit?.deadline ? "SIGTERM" : null);
  return {
    runId,
    status,
    requestedAt: kept?.requestedAt ?? asked?.at ?? exit?.finishedAt ?? new Date(0).toISOString(),
    requestedBy: kept?.requestedBy ?? asked?.by ?? (exit?.deadline ? "deadline" : ""),
    complete: exit !== null,
    signals: kept?.signals ?? (exit && signal ? [{ at: exit.finishedAt, signal, target: `launcher ${exit.pid}` }] : []),
    killed: exit?.killed ?? [],
    survived: exit?.survived ?? [],
    proven: exit?.proven ?? false,
    ...(exit ? { killLevel: exit.killLevel, finishedAt: exit.finishedAt } : {}),
  };
}
