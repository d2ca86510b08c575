import type { ReactNode } from "react";
import { RunViewProvider } from "../../../components/run-view/run-view-provider.tsx";
import { copiedCommand } from "../../../lib/run-view/cli-command.ts";
import { canGoOn } from "../../../lib/run-view/go-on.ts";
import { loadRunView } from "../../../lib/run-view/load-run-view.ts";
import { dashboard } from "../../../lib/server.ts";
import { RunHead } from "./_components/head/run-head.tsx";

/** The head of a run and the live view of its events: kept while tabs change, so that a change of tab reads no events. */
export default async function RunLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ runId: string }>;
}) {
  const { runId } = await params;
  const run = await dashboard().run(runId);
  // The page below answers with not-found.
  if (!run) return children;
  const { store, supervisor, catalog } = dashboard();
  const [view, resumable, ...onDisk] = await Promise.all([
    loadRunView(store, run),
    canGoOn(run) ? dashboard().resumable(runId) : null,
    store.readRequest(runId),
    supervisor.receipt(runId),
  ]);
  // Both are raw on disk, and go to the browser whole.
  const redactor = store.redactor();
  const [request, receipt] = redactor.json(onDisk);
  // A clone is started by the dashboard alone.
  const canRepeat = onDisk[0] !== null && onDisk[0].workflow !== "workspace.clone";
  const command = onDisk[0] && canRepeat ? copiedCommand(onDisk[0], (value) => redactor.json(value)) : null;
  const initial = { ...view, timeoutSeconds: request?.timeoutSeconds };
  const continuations = catalog
    .continuationsOf(runId)
    .map((c) => ({ runId: c.runId, status: c.status, from: c.resumes?.from }));
  return (
    <RunViewProvider key={runId} initial={initial}>
      <div data-fill className="flex h-0 min-h-[30rem] grow flex-col gap-2 md:min-h-[40rem] md:gap-3">
        <RunHead
          request={request}
          command={command}
          receipt={receipt}
          resumable={resumable}
          continuations={continuations}
          serverNow={Date.now()}
        />
        {children}
      </div>
    </RunViewProvider>
  );
}
