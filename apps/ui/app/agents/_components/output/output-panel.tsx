import Link from "next/link";
import type { ReactNode } from "react";
import { EventList } from "../../../../components/run-view/events/event-list.tsx";
import { ChangesPanel } from "../../../../components/run-view/panels/changes-panel.tsx";
import { RunViewProvider } from "../../../../components/run-view/run-view-provider.tsx";
import { Transcript } from "../../../../components/run-view/transcript/transcript.tsx";
import { loadRunView } from "../../../../lib/run-view/load-run-view.ts";
import { dashboard } from "../../../../lib/server.ts";
import { agentsHref, placeOf } from "../../agents-params.ts";
import type { ConsoleView } from "../../load-console.ts";
import { Panel } from "../frame/panel.tsx";
import { OutputHead } from "./output-head.tsx";
import { OutputTabs } from "./output-tabs.tsx";
import { WorktreePanel } from "./worktree-panel.tsx";

/** What the selected run did, live: as a person reads it, as it was told, and as changes. */
export async function OutputPanel({ view }: { view: ConsoleView }) {
  const { params, run, live, session, serverNow } = view;
  const tabs = <OutputTabs params={params} />;
  if (!run)
    return (
      <Panel name="output" head={session ? tabs : null}>
        {session?.worktree && params.tab === "changes" ? (
          <div className="agents-output">
            <WorktreePanel session={session} />
          </div>
        ) : (
          <NoRun view={view} />
        )}
      </Panel>
    );
  const initial = await loadRunView(dashboard().store, run);
  return (
    <Panel name="output" head={tabs}>
      <RunViewProvider key={run.runId} initial={initial}>
        {live && live.runId !== run.runId ? (
          <p
            role="status"
            className="flex shrink-0 items-center gap-2 border-b border-line bg-raised px-3 py-1.5 text-xs"
          >
            This is an earlier prompt; another one is {live.status}.
            <Link
              href={agentsHref({ ...placeOf(params), run: live.runId })}
              scroll={false}
              prefetch={false}
              className="font-medium text-accent underline"
            >
              Show it
            </Link>
          </p>
        ) : null}
        <OutputHead serverNow={serverNow} from={agentsHref({ ...placeOf(params), from: run.runId }).search} />
        <div className="agents-output">
          {params.tab === "events" ? (
            <EventList />
          ) : params.tab === "changes" ? (
            session?.worktree ? (
              <WorktreePanel session={session} />
            ) : (
              <ChangesPanel runId={run.runId} />
            )
          ) : (
            <Transcript />
          )}
        </div>
      </RunViewProvider>
    </Panel>
  );
}

/** What to do, where nothing can be shown yet. */
function NoRun({ view: { workspace, session } }: { view: ConsoleView }) {
  const says: ReactNode = !workspace
    ? "Choose or add a workspace: a folder that an agent works in."
    : !session
      ? "Choose a session, or create one. What the agent does is shown here."
      : "Write a prompt and run it. What the agent does is shown here, as it happens.";
  return (
    <div className="grid grow place-items-center p-6 text-center">
      <div>
        <p className="font-semibold">Nothing to show yet</p>
        <p className="mt-1 max-w-[44ch] text-muted">{says}</p>
      </div>
    </div>
  );
}
