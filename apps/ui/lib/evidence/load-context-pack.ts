import type { ArtifactInfo } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/** A token is about this many bytes of English or code. */
const TOKEN_BYTES = 4;
const HEAD_BYTES = 256;

/** A bundle that a step's agent read beside its prompt: about how many tokens it has, of how many it might have. */
export interface ContextPackInfo {
  path: string;
  tokens: number;
  budget?: number;
}

/** The context packs among a step's artifacts. The budget stands in a pack's first line. */
export async function loadContextPacks(
  store: Store,
  runId: string,
  paths: readonly string[],
  artifacts: readonly ArtifactInfo[],
): Promise<ContextPackInfo[]> {
  const packs = artifacts.filter((a) => a.path.startsWith("context/") && paths.includes(a.path)).slice(0, 10);
  return Promise.all(
    packs.map(async ({ path, size }) => {
      const head = (await store.readArtifact(runId, path, { maxBytes: HEAD_BYTES }))?.content ?? "";
      const budget = /^# .*?at most ([\d,]+) tokens/.exec(head)?.[1];
      const tokens = Math.ceil(size / TOKEN_BYTES);
      return { path, tokens, ...(budget === undefined ? {} : { budget: Number(budget.replaceAll(",", "")) }) };
    }),
  );
}
