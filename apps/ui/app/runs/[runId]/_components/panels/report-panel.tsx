import { type ArtifactInfo, formatBytes, isFinal, type RunSummary } from "@codex-toolloop/protocol";
import { buttonClass } from "../../../../../components/button.tsx";
import { ChecksTable } from "../../../../../components/evidence/checks-table.tsx";
import { FindingsSection } from "../../../../../components/evidence/findings-section.tsx";
import { SeverityCounts } from "../../../../../components/evidence/severity-counts.tsx";
import { Markdown } from "../../../../../components/run-view/markdown.tsx";
import { EmptyPanel, Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { collectFindings, countSeverities } from "../../../../../lib/evidence/findings.ts";
import type { FindingsParams } from "../../../../../lib/evidence/findings-params.ts";
import { loadDiffLinks } from "../../../../../lib/evidence/load-diff-links.ts";
import { loadStepFiles } from "../../../../../lib/evidence/load-step-files.ts";
import { reportParts } from "../../../../../lib/evidence/report-parts.ts";
import { artifactUrl } from "../../../../../lib/run-view/fetch-run.ts";
import { dashboard } from "../../../../../lib/server.ts";

const REPORT = "final-report.md";
/** A longer report is cut: the page stays usable, the file is a click away. */
const MAX_BYTES = 256 * 1024;

/** The report as it was written; in the place of its findings and checks the live ones, which sort and link. */
export async function ReportPanel({
  run,
  artifacts,
  params,
}: {
  run: RunSummary;
  artifacts: ArtifactInfo[];
  params: FindingsParams;
}) {
  const { store } = dashboard();
  const { runId } = run;
  const report = await store.readArtifact(runId, REPORT, { maxBytes: MAX_BYTES });
  if (!report)
    return (
      <EmptyPanel label="Report" title={isFinal(run.status) ? "This run left no report" : "No report yet"}>
        {isFinal(run.status)
          ? "It ended before its report was written, or its workflow writes none. The transcript has everything that happened."
          : "The report is written at the end of the run."}
      </EmptyPanel>
    );
  const { files } = await loadStepFiles(store, runId, artifacts);
  const steps = files.flatMap((file) => (file.output ? [file.output] : []));
  const findings = collectFindings(steps);
  const checks = steps.flatMap((step) => step.checks ?? []);
  // The step outputs know the last round alone.
  const rounds = steps.some((step) => step.checks && step.round > 1);
  const live = {
    findings:
      findings.length > 0 ? (
        <FindingsSection
          findings={findings}
          links={await loadDiffLinks(store, run)}
          params={params}
          base={`/runs/${runId}?tab=report`}
        />
      ) : null,
    checks:
      checks.length > 0 ? (
        <section aria-label="Checks of the repository">
          <h2 className="mb-1 font-semibold">Checks</h2>
          <ChecksTable checks={checks} runId={runId} />
        </section>
      ) : null,
  };
  const parts = reportParts(report.content);
  const inPlace = (kind: "findings" | "checks") => parts.findIndex((part) => part.kind === kind);
  return (
    <Panel label="Report">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-[12px] text-muted">
        <span className="font-mono">{REPORT}</span> {formatBytes(report.info.size)}
        {findings.length > 0 ? (
          <a href="#findings" aria-label="Findings by severity">
            <SeverityCounts counts={countSeverities(findings)} />
          </a>
        ) : null}
        <a className={buttonClass("ghost", "ml-auto h-7 px-2")} href={artifactUrl(runId, REPORT, true)}>
          Download
        </a>
      </div>
      <div className="space-y-4">
        {parts.map((part, i) =>
          part.kind !== "text" && live[part.kind] ? (
            // Named twice, it is shown in the first place.
            i === inPlace(part.kind) && (
              <div key={part.kind}>
                {live[part.kind]}
                {part.kind === "checks" && rounds ? (
                  <details className="mt-1">
                    <summary className="text-[12px] text-muted">every round, as the report tells it</summary>
                    <Markdown text={part.text} runId={runId} />
                  </details>
                ) : null}
              </div>
            )
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity beyond their place.
            <Markdown key={i} text={part.text} runId={runId} />
          ),
        )}
        {inPlace("checks") < 0 ? live.checks : null}
        {inPlace("findings") < 0 ? live.findings : null}
      </div>
      {report.nextOffset < report.info.size ? (
        <p className="mt-4 text-muted">
          Cut after {formatBytes(report.nextOffset)}:{" "}
          <a href={artifactUrl(runId, REPORT, true)}>download the whole report</a>.
        </p>
      ) : null}
    </Panel>
  );
}
