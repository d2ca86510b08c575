import { LIMITS, RunId } from "@codex-toolloop/protocol";
import type { Metadata } from "next";
import { headers } from "next/headers";
import type { SearchParams } from "nuqs/server";
import { dashboard } from "../../lib/server.ts";
import { Dialogs } from "./_components/dialogs/dialogs.tsx";
import { EmptyConsole } from "./_components/empty-console.tsx";
import { ConsoleKeys } from "./_components/frame/console-keys.tsx";
import { KeepFresh } from "./_components/frame/keep-fresh.tsx";
import { Note, NoteProvider } from "./_components/frame/note.tsx";
import { PANELS_SCRIPT } from "./_components/frame/panel-sizes.ts";
import { Panels } from "./_components/frame/panels.tsx";
import { PinPlace } from "./_components/frame/pin-place.tsx";
import { OutputPanel } from "./_components/output/output-panel.tsx";
import { PromptPanel } from "./_components/prompt/prompt-panel.tsx";
import { WorkspacePanel } from "./_components/workspace/workspace-panel.tsx";
import { loadAgentsParams } from "./agents-params.ts";
import { finishedPrompts } from "./finished-prompts.ts";
import { loadConsole } from "./load-console.ts";
import { runState } from "./run-state.ts";
import "./agents.css";

export const metadata: Metadata = { title: "Agents" };

/** The Agent Console: workspace, sessions and prompts with the installed agents. What is shown stands in the address. */
export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const view = await loadConsole(await loadAgentsParams(searchParams));
  const { params, workspace, live, runs } = view;
  const { store, catalog } = dashboard();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const from = RunId.safeParse(params.from);
  const [again, request, clone] = await Promise.all([
    from.success ? store.readArtifact(from.data, "spec.md", { maxBytes: LIMITS.specBytes }) : null,
    live ? store.readRequest(live.runId) : null,
    params.clone ? dashboard().run(params.clone) : null,
  ]);
  const empty = view.workspaces.length === 0;
  return (
    <NoteProvider>
      <div
        data-fill
        data-shows-session={params.session ?? undefined}
        className="flex flex-col gap-2 lg:h-0 lg:min-h-[36rem] lg:grow"
      >
        <script nonce={nonce} suppressHydrationWarning>
          {PANELS_SCRIPT}
        </script>
        <KeepFresh
          workspace={workspace?.id ?? null}
          clone={params.clone}
          known={[...runs, ...(clone ? [clone] : [])].map(runState)}
        />
        <PinPlace workspace={params.workspace} session={params.session} />
        <ConsoleKeys />
        <div className="flex min-h-6 items-baseline gap-4">
          <h1 className="text-lg font-semibold tracking-tight">Agents</h1>
          <Note />
        </div>
        {empty ? (
          <EmptyConsole runners={view.runners} />
        ) : (
          <Panels
            workspace={
              <WorkspacePanel view={view} finished={workspace ? finishedPrompts(catalog, workspace.id) : []} />
            }
            prompt={<PromptPanel view={view} again={again?.content} graceSeconds={request?.stopGraceSeconds ?? null} />}
            output={<OutputPanel view={view} />}
          />
        )}
      </div>
      <Dialogs view={view} />
    </NoteProvider>
  );
}
