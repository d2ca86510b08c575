import type { ArtifactInfo, RunSummary } from "@codex-toolloop/protocol";
import { FindingsSection } from "../../../../../components/evidence/findings-section.tsx";
import { EmptyPanel, Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { collectFindings } from "../../../../../lib/evidence/findings.ts";
import type { FindingsParams } from "../../../../../lib/evidence/findings-params.ts";
import { loadDiffLinks } from "../../../../../lib/evidence/load-diff-links.ts";
import { loadStepFiles } from "../../../../../lib/evidence/load-step-files.ts";
import { dashboard } from "../../../../../lib/server.ts";
import { OutputCard } from "./output-card.tsx";

/** What the steps left for whoever comes after them: all findings in one table, then one card a step. */
export async function OutputsPanel({
  run,
  artifacts,
  params,
  full,
}: {
  run: RunSummary;
  artifacts: ArtifactInfo[];
  params: FindingsParams;
  /** The step whose whole output was asked for. */
  full: string | undefined;
}) {
  const { store } = dashboard();
  const { runId } = run;
  const { files, more } = await loadStepFiles(store, runId, artifacts, full);
  if (files.length === 0)
    return (
      <EmptyPanel label="Outputs" title="No step outputs">
        A step that produces a value leaves it as step-outputs/&lt;step&gt;.json; none of this run's steps has done so.
      </EmptyPanel>
    );
  const links = await loadDiffLinks(store, run);
  const findings = collectFindings(files.flatMap((f) => (f.output ? [f.output] : [])));
  return (
    <Panel label="Outputs">
      <div className="space-y-4">
        {findings.length > 0 ? (
          <FindingsSection findings={findings} links={links} params={params} base={`/runs/${runId}?tab=outputs`} />
        ) : null}
        <h2 className="sr-only">Outputs of the steps</h2>
        {files.map((file) => (
          <OutputCard key={file.step} run={run} file={file} artifacts={artifacts} links={links} />
        ))}
        {more > 0 ? <p className="text-muted">{more} more are in Files.</p> : null}
      </div>
    </Panel>
  );
}
