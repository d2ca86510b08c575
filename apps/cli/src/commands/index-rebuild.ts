import type { Store } from "@codex-toolloop/store";
import { type Io, print } from "../io.ts";

/** `index rebuild`: the list of runs, made anew from their directories. */
export async function indexRebuildCommand(io: Io, store: Store): Promise<number> {
  const { runs, skipped, seconds } = await store.rebuildIndex();
  const unreadable = skipped > 0 ? `; ${skipped} directories could not be read` : "";
  print(io, `${runs} runs indexed in ${seconds.toFixed(1)} s${unreadable}`);
  return 0;
}
