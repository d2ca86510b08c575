import { isFinal, type Outcome, type RunRequest, refuse } from "@codex-toolloop/protocol";
import { lineStart, liveOfLine, sameFolder } from "@codex-toolloop/store";
import type { Context } from "../context.ts";

/**
 * One continuation of a run at a time in one folder: a 409 while another of its line waits or works there, also one that a
 * terminal started; else undefined.
 */
export function lineBusy(
  ctx: Context,
  { resumes, workspace }: Pick<RunRequest, "resumes" | "workspace">,
): Extract<Outcome<never>, { ok: false }> | undefined {
  const { catalog } = ctx;
  if (!resumes || !workspace || !catalog) return undefined;
  const start = lineStart(catalog, resumes.runId);
  // Accepted, and not yet in the list.
  for (const { runId, request, record } of ctx.entries.values())
    if (
      request?.resumes &&
      request.workspace &&
      !isFinal(record.status) &&
      sameFolder(request.workspace, workspace) &&
      lineStart(catalog, request.resumes.runId) === start
    )
      return busy(runId, record.status);
  // One that only waits in a terminal was never begun.
  const live = liveOfLine(
    catalog,
    resumes.runId,
    workspace,
    ({ runId, status }) => ctx.entries.has(runId) || status === "running",
  );
  return live && busy(live.runId, live.status);
}

function busy(runId: string, status: string): Extract<Outcome<never>, { ok: false }> {
  return refuse(
    409,
    "continuation_live",
    "This run is being continued already",
    `Run ${runId} is ${status} and goes on with the same work in the same folder: wait for its end, or stop it.`,
  );
}
