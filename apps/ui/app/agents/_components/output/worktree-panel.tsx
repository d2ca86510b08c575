import { formatBytes, type Session, type WorktreeState } from "@codex-toolloop/protocol";
import { Callout } from "../../../../components/callout.tsx";
import { DiffViewer } from "../../../../components/diff/diff-viewer.tsx";
import { Panel } from "../../../../components/run-view/panels/panel.tsx";
import { indexDiff } from "../../../../lib/diff/diff-index.ts";
import { firstBodies } from "../../../../lib/diff/load-diff.ts";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../lib/server.ts";
import { WorktreeActions } from "./worktree-actions.tsx";

/** A session's own worktree against its base, and what may become of it. */
export async function WorktreePanel({ session }: { session: Session }) {
  const { agents, store } = dashboard();
  const outcome = await agents.worktree(session.id);
  const redactor = store.redactor();
  if (!outcome.ok) {
    const { title, detail } = redactor.json(outcome.problem);
    return (
      <Panel label="Changes">
        <Callout level="warning" title={title}>
          {detail}
        </Callout>
      </Panel>
    );
  }
  const state: WorktreeState = redactor.json(outcome.value);
  const files = indexDiff(state.diff);
  return (
    <Panel label="Changes">
      <p className="mb-2 text-muted">
        <span className="font-mono text-xs text-fg">{visibleText(state.branch)}</span> against{" "}
        <span className="font-mono text-xs text-fg">{visibleText(state.base_branch ?? state.base.slice(0, 12))}</span> ·{" "}
        {state.files.length === 1 ? "1 file" : `${state.files.length} files`} ·{" "}
        {state.commits === 1 ? "1 commit" : `${state.commits} commits`}
        {state.dirty ? ", and changes that no commit holds yet" : ""} · {formatBytes(state.size)} on disk
      </p>
      {state.present ? null : (
        <Callout level="warning" title="Its folder is not there.">
          <span className="font-mono text-xs">{visibleText(state.path)}</span>
        </Callout>
      )}
      <WorktreeActions
        sessionId={session.id}
        live={session.live_run_id !== null}
        state={{ dirty: state.dirty, commits: state.commits, baseBranch: state.base_branch, files: state.files.length }}
      />
      {state.present && state.files.length === 0 ? (
        <p className="py-6 text-center text-muted">
          {state.commits === 0
            ? `There is nothing here that ${visibleText(state.base_branch ?? "the base")} does not have.`
            : "The commits leave no file changed."}
        </p>
      ) : null}
      <div className="mt-3 space-y-2">
        {files.length > 0 ? (
          <DiffViewer
            files={files.map(({ hunks: _, ...file }) => file)}
            bodies={firstBodies(state.diff, files, undefined)}
            source={{ kind: "worktree", url: `/api/sessions/${session.id}/worktree` }}
          />
        ) : null}
        {state.truncated ? <p className="text-muted">The diff is cut: it is longer than what is shown here.</p> : null}
      </div>
    </Panel>
  );
}
