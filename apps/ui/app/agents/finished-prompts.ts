import type { RunCatalog } from "@codex-toolloop/store";
import { visibleText } from "../../lib/run-view/visible-text.ts";

const MOST = 30;

/** Finished prompts of a workspace that a replay may play, newest first. */
export function finishedPrompts(
  catalog: Pick<RunCatalog, "query">,
  workspaceId: string,
): { value: string; label: string }[] {
  const { items } = catalog.query({
    kind: "prompt",
    workspace: workspaceId,
    status: ["success", "failed", "canceled", "timeout"],
    limit: MOST,
    offset: 0,
  });
  return items
    .filter((r) => r.replayOf === undefined && r.startedAt !== undefined)
    .map((r) => ({ value: r.runId, label: visibleText((r.preview ?? r.title).slice(0, 80)) }));
}
