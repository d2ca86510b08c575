import { openStore, type RunCatalog, type Store } from "@codex-toolloop/store";
import { onTestFinished } from "vitest";
import { generateStore } from "./generate-store.ts";
import { tempDir } from "./temp-store.ts";

/** A store with so many runs in its index, and its catalog; closed when the test has finished. */
export async function filledStore(
  runs: number,
  linesPerRun = 2,
): Promise<{ store: Store; catalog: RunCatalog; ids: string[] }> {
  const root = tempDir();
  const { runIds } = generateStore(root, { runs, linesPerRun });
  const store = await openStore(root, { env: {} });
  onTestFinished(() => store.close());
  return { store, catalog: await store.catalog(), ids: runIds };
}
