import { formatBytes } from "@codex-toolloop/protocol";
import { loadDiff } from "../../../lib/diff/load-diff.ts";
import { artifactUrl } from "../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../lib/server.ts";
import { DiffViewer } from "../../diff/diff-viewer.tsx";
import { FileCounts } from "../../diff/file-counts.tsx";
import { EmptyPanel, Panel } from "./panel.tsx";

/**
 * What the run changed in its workspace, file by file; of a review what it read.
 * @param base the viewer's address, where it has one. @param path @param line what the address asks for
 */
export async function ChangesPanel({
  runId,
  base,
  path,
  line,
}: {
  runId: string;
  base?: string | undefined;
  path?: string | undefined;
  line?: string | undefined;
}) {
  const diff = await loadDiff(dashboard().store, runId, path);
  if (!diff || diff.size === 0)
    return (
      <EmptyPanel label="Changes" title={diff ? "This run changed nothing" : "No changes were recorded"}>
        {diff
          ? "Its changes.diff is empty."
          : "A workflow whose steps edit files leaves a changes.diff. This one has none: it only reads, or it has not come that far."}
      </EmptyPanel>
    );
  const count = diff.files.length + diff.more;
  const missing = path !== undefined && !diff.files.some((f) => f.path === path || f.from === path);
  const url = artifactUrl(runId, diff.name);
  return (
    <Panel label="Changes">
      {diff.name === "reviewed.diff" ? (
        <p className="mb-1 font-medium">What was reviewed, as it was then. This run itself changed nothing.</p>
      ) : null}
      <p className="mb-2 text-muted">
        {count} {count === 1 ? "file" : "files"} <FileCounts added={diff.added} deleted={diff.deleted} /> ·{" "}
        {formatBytes(diff.size)} ·{" "}
        <a className="underline underline-offset-2" href={artifactUrl(runId, diff.name, true)}>
          download {diff.name}
        </a>
        {diff.read < diff.size ? ` · only the first ${formatBytes(diff.read)} are shown` : ""}
        {diff.more > 0 ? ` · only the first ${diff.files.length} files are shown` : ""}
      </p>
      {missing ? (
        <p role="status" className="mb-2 text-failed">
          {visibleText(path)} is not in this diff.
        </p>
      ) : null}
      {count === 0 ? (
        <p className="text-muted">It names no file: the download has it as it is.</p>
      ) : (
        <DiffViewer
          key={`${path}:${line}`}
          files={diff.files}
          bodies={diff.bodies}
          source={{ kind: "artifact", url }}
          base={base}
          path={path}
          line={line}
        />
      )}
    </Panel>
  );
}
