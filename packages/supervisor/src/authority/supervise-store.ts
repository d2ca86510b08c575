import { lockStore, type StoreLock } from "@codex-toolloop/store";
import { mirrorRecords, type RecordMirror } from "../adopt/mirror-records.ts";
import { takeOver } from "../adopt/take-over.ts";
import { type Context, changed, say, track } from "../context.ts";

/** Who supervises the store: us, or nobody but the one who holds its lock. */
export interface Authority {
  /** Takes the lock, or begins to wait for it. Resolves once it is known which, and every live run has been taken up. */
  begin(): Promise<void>;
  /** The periodic part: tries again what the disk refused, and shows what the holder records where it is not us. */
  tick(): Promise<void>;
  held(): boolean;
  /** Gives the lock back, or stops waiting for it. */
  end(): Promise<void>;
}

/** Makes the authority of one supervisor; nothing happens before `begin`. */
export function createAuthority(ctx: Context): Authority {
  const { store, address } = ctx.options;
  let lock: StoreLock | undefined;
  let cancelWait: (() => void) | undefined;
  let mirror: RecordMirror | undefined;

  const tryToLock = async (): Promise<void> => {
    const result = await lockStore(store.root, address === undefined ? {} : { address });
    if (ctx.closing) {
      if (result.held) await result.lock.release();
      else result.cancel();
      return;
    }
    if (result.held) {
      lock = result.lock;
      say(ctx, "lock_held");
      return tryToTakeOver();
    }
    const { holder, freed, cancel } = result;
    cancelWait = cancel;
    const who = holder
      ? `process ${holder.pid} supervises this store since ${holder.since}`
      : "another process supervises this store";
    ctx.refusal = { why: who, ...(holder ? { holder } : {}) };
    say(ctx, "lock_taken", { holder: holder?.pid, address: holder?.address });
    await refreshMirror();
    changed(ctx);
    track(
      ctx,
      "lock",
      "",
      freed.then(() => {
        cancelWait = undefined;
        if (!ctx.closing) return tryToLock();
      }),
    );
  };

  const tryToTakeOver = async (): Promise<void> => {
    if (ctx.closing) return;
    const work = takeOver(ctx);
    // Whoever asks meanwhile waits for the end of it, whatever that is.
    ctx.adopting = work.catch(() => {});
    try {
      await work;
      mirror = undefined;
    } catch (error) {
      const why = `the store's records cannot be written (${error instanceof Error ? error.message : String(error)})`;
      // It is tried at every check: the same refusal again is no news.
      const isNews = ctx.refusal?.why !== why;
      ctx.refusal = { why };
      if (isNews) say(ctx, "take_over_failed", { error: String(error) });
      changed(ctx);
    } finally {
      ctx.adopting = undefined;
    }
  };

  const refreshMirror = async (): Promise<void> => {
    mirror ??= mirrorRecords(ctx);
    await mirror.refresh();
  };

  return {
    async begin() {
      if (store.settings().settings.readOnly) {
        ctx.refusal = { why: "the setting readOnly is on" };
        await refreshMirror();
        return;
      }
      try {
        await tryToLock();
      } catch (error) {
        ctx.refusal = { why: `the store cannot be locked (${error instanceof Error ? error.message : String(error)})` };
        say(ctx, "lock_failed", { error: String(error) });
        changed(ctx);
      }
    },
    async tick() {
      if (ctx.adopting) await ctx.adopting;
      else if (lock && !ctx.records) await tryToTakeOver();
      else if (!lock) await refreshMirror();
    },
    // While runs are being taken up, what we would say of slots and queue is not yet true.
    held: () => lock !== undefined && ctx.records !== undefined && ctx.refusal === undefined,
    async end() {
      cancelWait?.();
      cancelWait = undefined;
      const records = ctx.records;
      ctx.records = undefined;
      await records?.close();
      await lock?.release();
      lock = undefined;
    },
  };
}
