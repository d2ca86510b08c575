import type { Workspace } from "@codex-toolloop/protocol";
import Link from "next/link";
import { Callout } from "../../../../components/callout.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../lib/server.ts";
import { RemoveForm } from "./remove-form.tsx";

/** Names what removing a workspace would lose, before it is asked for. */
export async function RemoveWorkspace({ workspace }: { workspace: Workspace }) {
  const { agents, store } = dashboard();
  const outcome = store.redactor().json(await agents.removal(workspace.id));
  if (!outcome.ok)
    return (
      <Callout level="error" title={outcome.problem.title}>
        {outcome.problem.detail}
      </Callout>
    );
  const { sessions, runs, live_run_ids: live, other_runs: others, worktrees, clone_path: clone } = outcome.value;
  return (
    <div className="space-y-3">
      <ul className="list-disc space-y-1 pl-5" aria-label="What is lost">
        <li>{sessions === 1 ? "1 session" : `${sessions} sessions`}</li>
        <li>{runs === 1 ? "1 run" : `${runs} runs`} with their transcripts and files</li>
        {worktrees.map((w) => (
          <li key={w.path}>
            The worktree <span className="font-mono text-xs [overflow-wrap:anywhere]">{visibleText(w.path)}</span>
            {w.dirty ? (
              <strong className="text-failed"> with changes in no commit, or commits on no branch</strong>
            ) : (
              ""
            )}
          </li>
        ))}
      </ul>
      <p className="text-muted">
        The folder{" "}
        <span className="font-mono text-xs [overflow-wrap:anywhere] text-fg">{visibleText(workspace.local_path)}</span>{" "}
        stays{clone ? ", unless it is ticked below." : " as it is."}
        {others > 0
          ? ` ${others} ${others === 1 ? "run of a workflow stays" : "runs of workflows stay"} in the list.`
          : ""}
      </p>
      {live.length > 0 ? (
        <Callout
          level="warning"
          title={
            live.length === 1
              ? "A run is live in it. Stop it first."
              : `${live.length} runs are live in it. Stop them first.`
          }
        >
          {live.map((id, i) => (
            <span key={id}>
              {i > 0 ? ", " : ""}
              <Link href={`/runs/${id}`} prefetch={false} className="font-mono text-xs underline">
                {id.slice(-8)}
              </Link>
            </span>
          ))}
        </Callout>
      ) : null}
      <RemoveForm workspaceId={workspace.id} name={workspace.display_name} clone={clone} live={live.length > 0} />
    </div>
  );
}
