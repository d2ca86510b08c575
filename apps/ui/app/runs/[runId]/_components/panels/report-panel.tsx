import { formatBytes } from "@codex-toolloop/protocol";
import { buttonClass } from "../../../../../components/button.tsx";
import { Markdown } from "../../../../../components/run-view/markdown.tsx";
import { EmptyPanel, Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { artifactUrl } from "../../../../../lib/run-view/fetch-run.ts";
import { dashboard } from "../../../../../lib/server.ts";

const REPORT = "final-report.md";
/** A longer report is cut: the page stays usable, the file is a click away. */
const MAX_BYTES = 256 * 1024;

export async function ReportPanel({ runId, isFinal }: { runId: string; isFinal: boolean }) {
  const report = await dashboard().store.readArtifact(runId, REPORT, { maxBytes: MAX_BYTES });
  if (!report)
    return (
      <EmptyPanel label="Report" title={isFinal ? "This run left no report" : "No report yet"}>
        {isFinal
          ? "It ended before its report was written, or its workflow writes none. The transcript has everything that happened."
          : "The report is written at the end of the run."}
      </EmptyPanel>
    );
  return (
    <Panel label="Report">
      <div className="mb-3 flex items-center gap-3 text-[12px] text-muted">
        <span className="font-mono">{REPORT}</span> {formatBytes(report.info.size)}
        <a className={buttonClass("ghost", "ml-auto h-7 px-2")} href={artifactUrl(runId, REPORT, true)}>
          Download
        </a>
      </div>
      <Markdown text={report.content} runId={runId} />
      {report.nextOffset < report.info.size ? (
        <p className="mt-4 text-muted">
          Cut after {formatBytes(report.nextOffset)}:{" "}
          <a href={artifactUrl(runId, REPORT, true)}>download the whole report</a>.
        </p>
      ) : null}
    </Panel>
  );
}
