import { stat } from "node:fs/promises";
import { recordsPath } from "../adopt/records-path.ts";
import { type Context, changed, say } from "../context.ts";
import { loadRecords, openRecordLog } from "../records/record-log.ts";

const LOST = "the store's directory was removed or replaced while the dashboard was running; start the dashboard again";

/**
 * Makes sure that what we write is what others read: somebody may have removed ui-runs.jsonl (`git clean -X`), and lines
 * would then go into a file without a name. Where the store is still the one that we locked, the file is made again with
 * what we know; where it is not, nothing is started any more, and live runs can still be stopped.
 */
export async function keepRecords(ctx: Context): Promise<void> {
  const { records, options } = ctx;
  if (!records || (await records.isCurrent())) return;
  const root = await stat(options.store.root).catch(() => undefined);
  if (root?.ino !== ctx.rootInode) {
    if (ctx.refusal?.why === LOST) return;
    ctx.refusal = { why: LOST };
    say(ctx, "store_lost");
    changed(ctx);
    return;
  }
  const path = recordsPath(ctx);
  const { torn } = await loadRecords(path);
  ctx.records = await openRecordLog(path, torn);
  await records.close();
  for (const entry of ctx.entries.values()) if (entry.recorded) ctx.unsaved.push(entry.record);
  say(ctx, "records_made_again", { runs: ctx.unsaved.length });
}
