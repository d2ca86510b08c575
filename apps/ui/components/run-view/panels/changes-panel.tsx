import { formatBytes } from "@codex-toolloop/protocol";
import { splitDiff } from "../../../lib/run-view/diff-lines.ts";
import { artifactUrl } from "../../../lib/run-view/fetch-run.ts";
import { dashboard } from "../../../lib/server.ts";
import { DiffFiles } from "../diff-files.tsx";
import { EmptyPanel, Panel } from "./panel.tsx";

const MAX_BYTES = 512 * 1024;

/** What the run changed in its workspace, file by file. */
export async function ChangesPanel({ runId }: { runId: string }) {
  const diff = await dashboard().store.readArtifact(runId, "changes.diff", { maxBytes: MAX_BYTES });
  if (!diff || diff.content.trim() === "")
    return (
      <EmptyPanel label="Changes" title={diff ? "This run changed nothing" : "No changes were recorded"}>
        {diff
          ? "Its changes.diff is empty."
          : "A workflow whose steps edit files leaves a changes.diff. This one has none: it only reads, or it has not come that far."}
      </EmptyPanel>
    );
  const files = splitDiff(diff.content).length;
  return (
    <Panel label="Changes">
      <p className="mb-3 text-muted">
        {files} {files === 1 ? "file" : "files"} · {formatBytes(diff.info.size)} ·{" "}
        <a className="underline underline-offset-2" href={artifactUrl(runId, "changes.diff", true)}>
          download changes.diff
        </a>
        {diff.nextOffset < diff.info.size ? ` · only the first ${formatBytes(diff.nextOffset)} are shown` : ""}
      </p>
      <DiffFiles diff={diff.content} rest="in the download" />
    </Panel>
  );
}
