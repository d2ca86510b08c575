import { Trash2 } from "lucide-react";
import Link from "next/link";
import { Callout } from "../../../../components/callout.tsx";
import { agentsHref, placeOf } from "../../agents-params.ts";
import type { ConsoleView } from "../../load-console.ts";
import { Panel } from "../frame/panel.tsx";
import { NewSession } from "./new-session.tsx";
import { RunHistory } from "./run-history.tsx";
import { SessionList } from "./session-list.tsx";
import { WorkspaceSelect } from "./workspace-select.tsx";
import { WorkspaceTools } from "./workspace-tools.tsx";

const MISSING = {
  workspace: "The workspace in the address is gone: this store has none with its id. Choose another one.",
  session: "There is no such session in this workspace; it may have been removed.",
  run: "There is no such prompt in this session. Its last one is shown.",
};

/** Where the agent works: workspace, sessions, and the prompts of the active one. */
export function WorkspacePanel({
  view,
  finished,
}: {
  view: ConsoleView;
  finished: { value: string; label: string }[];
}) {
  const { params, workspace, workspaces, sessions, session, runs, run, missing, serverNow } = view;
  return (
    <Panel name="workspace">
      <div className="shrink-0 space-y-2.5 border-b border-line px-3 py-2.5">
        {missing ? <Callout level="warning" role="status" title={MISSING[missing]} /> : null}
        <div className="flex items-center gap-1">
          <WorkspaceSelect workspaces={workspaces} chosen={workspace?.id ?? ""} />
          {workspace ? (
            <Link
              href={agentsHref({ ...placeOf(params), open: "remove" })}
              scroll={false}
              prefetch={false}
              aria-label={`Remove ${workspace.display_name}`}
              title="Remove this workspace with its sessions"
              className="-mr-1 grid size-8 shrink-0 place-items-center rounded-md text-muted hover:bg-bad-bg hover:text-failed"
            >
              <Trash2 aria-hidden className="size-4" />
            </Link>
          ) : null}
        </div>
        <WorkspaceTools params={params} />
        {workspace && !workspace.present ? (
          <Callout level="warning" title="Its folder is not there.">
            <span className="font-mono text-xs [overflow-wrap:anywhere]">{workspace.local_path}</span>
          </Callout>
        ) : null}
        {workspace?.disabled ? (
          <Callout level="warning" title="It is disabled: nothing starts in it.">
            Enable it on the page Workspaces.
          </Callout>
        ) : null}
        <NewSession
          key={workspace?.id}
          params={params}
          workspace={workspace}
          runners={view.runners}
          runner={view.runner}
          finished={finished}
        />
      </div>
      <SessionList
        params={params}
        sessions={sessions}
        session={session}
        waiting={view.waiting}
        hasWorkspace={workspace !== null}
        serverNow={serverNow}
      />
      {session ? (
        <RunHistory params={params} runs={runs} total={session.run_count} shown={run} serverNow={serverNow} />
      ) : null}
    </Panel>
  );
}
