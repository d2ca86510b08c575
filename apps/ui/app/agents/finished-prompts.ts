import { LIMITS } from "@codex-toolloop/protocol";
import type { RunCatalog } from "@codex-toolloop/store";
import { visibleText } from "../../lib/run-view/visible-text.ts";

const MOST = 30;
const LONGEST = 60;

/** Finished prompts that a replay may play, newest first; those of another workspace name it. */
export function finishedPrompts(
  catalog: Pick<RunCatalog, "query">,
  workspaceId: string,
): { value: string; label: string }[] {
  const status = ["success", "failed", "canceled", "timeout"] as const;
  const { items } = catalog.query({ kind: "prompt", status: [...status], limit: LIMITS.pageMax, offset: 0 });
  return items
    .filter((r) => r.replayOf === undefined && r.startedAt !== undefined)
    .slice(0, MOST)
    .map((r) => {
      const text = (r.preview ?? r.title).slice(0, LONGEST);
      const where = r.workspace && r.workspace.id !== workspaceId ? ` (${r.workspace.name})` : "";
      return { value: r.runId, label: visibleText(text + where) };
    });
}
