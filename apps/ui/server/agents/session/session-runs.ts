import { type Page, RunListQuery, type RunSummary } from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";

/** The prompts of a session, oldest first; `offset` counts from the oldest. */
export function sessionRuns(
  catalog: RunCatalog,
  session: string,
  { limit, offset }: { limit: number; offset: number },
): Page<RunSummary> {
  const { runs: total } = catalog.ofSession(session);
  // The list is newest first: the same page, seen from its other end.
  const count = Math.min(limit, Math.max(0, total - offset));
  if (count === 0) return { items: [], total, limit, offset };
  const from = total - offset - count;
  const page = catalog.query({ ...RunListQuery.parse({}), session, limit: count, offset: from });
  return { items: page.items.reverse(), total, limit, offset };
}
