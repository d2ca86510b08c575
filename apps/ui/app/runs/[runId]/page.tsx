import { isFinal, shortId } from "@codex-toolloop/protocol";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { EventList } from "../../../components/run-view/events/event-list.tsx";
import { LogView } from "../../../components/run-view/log/log-view.tsx";
import { ChangesPanel } from "../../../components/run-view/panels/changes-panel.tsx";
import { SteerComposer } from "../../../components/run-view/steer/steer-composer.tsx";
import { Transcript } from "../../../components/run-view/transcript/transcript.tsx";
import { loadFindingsParams } from "../../../lib/evidence/findings-params.ts";
import { tabOf } from "../../../lib/run-view/tabs.ts";
import { dashboard } from "../../../lib/server.ts";
import { AgainDialog } from "./_components/again-dialog.tsx";
import { AboutPanel } from "./_components/panels/about-panel.tsx";
import { FilesPanel } from "./_components/panels/files-panel.tsx";
import { OutputsPanel } from "./_components/panels/outputs-panel.tsx";
import { ReportPanel } from "./_components/panels/report-panel.tsx";
import { TabBar } from "./_components/tab-bar.tsx";

interface Props {
  params: Promise<{ runId: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const run = await dashboard().run((await params).runId);
  return { title: run ? `${run.title} · ${shortId(run.runId)}` : "No such run" };
}

/** One tab of a run. */
export default async function RunPage({ params, searchParams }: Props) {
  const { runId } = await params;
  const query = await searchParams;
  const asked = query.tab;
  const [file, line, again] = [one(query.file), one(query.line), one(query.again)];
  const { store } = dashboard();
  const run = await dashboard().run(runId);
  if (!run) notFound();
  const artifacts = await store.listArtifacts(runId);
  const hasReport = artifacts.some((a) => a.path === "final-report.md");
  const tab = tabOf(asked, { isFinal: isFinal(run.status), hasReport });
  const panels = {
    transcript: () => (
      <>
        <Transcript />
        <SteerComposer />
      </>
    ),
    events: () => <EventList />,
    log: () => <LogView />,
    outputs: () => (
      <OutputsPanel run={run} artifacts={artifacts} params={loadFindingsParams(query)} full={one(query.full)} />
    ),
    report: () => <ReportPanel run={run} artifacts={artifacts} params={loadFindingsParams(query)} />,
    changes: () => <ChangesPanel runId={runId} base={`/runs/${runId}?tab=changes`} path={file} line={line} />,
    files: () => <FilesPanel runId={runId} artifacts={artifacts} open={file} />,
    about: () => <AboutPanel run={run} artifacts={artifacts} />,
  };
  return (
    <section className="flex min-h-0 grow flex-col" aria-label="Run content">
      <TabBar current={tab} files={artifacts.length} pin={asked === undefined && !isFinal(run.status)} />
      {panels[tab]()}
      {again === undefined ? null : <AgainDialog key={again} stepId={again} why={await whyNotAgain(runId, again)} />}
    </section>
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Why a run cannot be gone on with from a step now; undefined where it can. */
async function whyNotAgain(runId: string, stepId: string): Promise<string | undefined> {
  const resumable = await dashboard().resumable(runId);
  if (resumable?.steps.some((s) => s.id === stepId)) return undefined;
  return resumable?.why ?? "This run has no such step that has ended.";
}
