import { formatBytes } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { CliError } from "../cli-error.ts";
import { type Io, print } from "../io.ts";
import { jsonLine } from "../render/sanitise.ts";
import { livenessOf } from "../runs/current-status.ts";

/** The newest final runs that are kept whatever their age. */
const KEEP = 100;

export interface PruneOptions {
  days?: number | undefined;
  dryRun: boolean;
  json: boolean;
}

/** `prune`: deletes old final runs, and what crashes left. Live ones, and the newest 100 final ones, stay. */
export async function pruneCommand(io: Io, store: Store, options: PruneOptions): Promise<number> {
  const { settings } = store.settings();
  if (settings.readOnly && !options.dryRun) throw new CliError("TOOLLOOP_READ_ONLY is on: nothing may be deleted");
  const days = options.days ?? settings.retentionDays;
  const result = await store.prune({
    days,
    keep: KEEP,
    now: new Date(),
    dryRun: options.dryRun,
    isLive: (meta) => livenessOf(meta) === "alive",
  });
  if (options.json) print(io, jsonLine({ days, dryRun: options.dryRun, ...result }));
  else {
    for (const path of options.dryRun ? [...result.removed, ...result.orphans] : []) print(io, `would remove ${path}`);
    const verb = options.dryRun ? "would remove" : "removed";
    const freed = formatBytes(result.bytes);
    const left = result.orphans.length > 0 ? ` and ${result.orphans.length} leftovers of crashes` : "";
    print(io, `${verb} ${result.removed.length} runs older than ${days} days${left} (${freed}); ${result.kept} kept`);
  }
  return 0;
}
