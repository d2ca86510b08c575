import { formatBytes } from "@codex-toolloop/protocol";
import { diffLines, splitDiff } from "../../../lib/run-view/diff-lines.ts";
import { artifactUrl } from "../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../lib/server.ts";
import { DiffView } from "../diff-view.tsx";
import { EmptyPanel, Panel } from "./panel.tsx";

const MAX_BYTES = 512 * 1024;
const FILES = 40;

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
  const files = splitDiff(diff.content);
  return (
    <Panel label="Changes">
      <p className="mb-3 text-muted">
        {files.length} {files.length === 1 ? "file" : "files"} · {formatBytes(diff.info.size)} ·{" "}
        <a className="underline underline-offset-2" href={artifactUrl(runId, "changes.diff", true)}>
          download changes.diff
        </a>
        {diff.nextOffset < diff.info.size ? ` · only the first ${formatBytes(diff.nextOffset)} are shown` : ""}
      </p>
      <div className="space-y-2">
        {files.slice(0, FILES).map((f, i) => {
          const { added, deleted } = diffLines(f.diff, 0);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: one path may come twice.
            <details key={i} open={i < 3 || undefined} className="rounded-md border border-line">
              <summary className="px-3 py-1.5 font-mono text-[12.5px] [overflow-wrap:anywhere]">
                {visibleText(f.path)} <span className="text-success">+{added}</span>{" "}
                <span className="text-failed">-{deleted}</span>
              </summary>
              <DiffView diff={f.diff} lines={i < 3 ? 80 : 30} />
            </details>
          );
        })}
        {files.length > FILES ? (
          <p className="text-muted">{files.length - FILES} more files are in the download.</p>
        ) : null}
      </div>
    </Panel>
  );
}
