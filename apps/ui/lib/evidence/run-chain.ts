import type { RunSummary } from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";

/** Longer chains are shown from here on; nobody made one. */
const MOST = 50;

/** The runs that this one goes on with, oldest first, then itself, then what goes on with it. */
export function runChain(catalog: Pick<RunCatalog, "get" | "continuationsOf">, run: RunSummary): RunSummary[] {
  const before: RunSummary[] = [];
  const seen = new Set([run.runId]);
  for (let at = run.resumes?.runId; at !== undefined && !seen.has(at) && before.length < MOST; ) {
    seen.add(at);
    const earlier: RunSummary | undefined = catalog.get(at);
    if (!earlier) break;
    before.unshift(earlier);
    at = earlier.resumes?.runId;
  }
  return [...before, run, ...after(catalog, run, seen)];
}

function after(catalog: Pick<RunCatalog, "continuationsOf">, run: RunSummary, seen: Set<string>): RunSummary[] {
  const found: RunSummary[] = [];
  const queue = [run.runId];
  for (let at = queue.shift(); at !== undefined && found.length < MOST; at = queue.shift())
    for (const next of catalog.continuationsOf(at)) {
      if (seen.has(next.runId)) continue;
      seen.add(next.runId);
      found.push(next);
      queue.push(next.runId);
    }
  return found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}
