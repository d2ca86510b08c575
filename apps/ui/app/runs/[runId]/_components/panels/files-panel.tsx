import { type ArtifactInfo, formatBytes } from "@codex-toolloop/protocol";
import Link from "next/link";
import { DiffView } from "../../../../../components/run-view/diff-view.tsx";
import { JsonView } from "../../../../../components/run-view/json-view.tsx";
import { Markdown } from "../../../../../components/run-view/markdown.tsx";
import { EmptyPanel, Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { artifactUrl } from "../../../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../../lib/server.ts";

const MAX_BYTES = 128 * 1024;
const MARKDOWN_MAX = 32 * 1024;
const ROWS = 150;

/** Everything the run left behind; text is shown redacted, anything else can only be downloaded. */
export async function FilesPanel({
  runId,
  artifacts,
  open,
}: {
  runId: string;
  artifacts: ArtifactInfo[];
  open: string | undefined;
}) {
  if (artifacts.length === 0)
    return (
      <EmptyPanel label="Files" title="No files yet">
        Logs, outputs and reports appear here as soon as the run writes them.
      </EmptyPanel>
    );
  return (
    <Panel label="Files">
      <table className="w-full text-left text-[13px]">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pr-4 font-medium">File</th>
            <th className="py-1 pr-4 text-right font-medium">Size</th>
            <th className="hidden py-1 pr-4 font-medium sm:table-cell">Written</th>
            <th className="py-1 font-medium">
              <span className="sr-only">Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {artifacts.slice(0, ROWS).map((a) => (
            <tr key={a.path} className={`border-t border-line ${a.path === open ? "bg-raised" : ""}`}>
              <td className="py-1 pr-4 font-mono text-[12.5px] [overflow-wrap:anywhere]">
                {a.kind === "binary" ? (
                  visibleText(a.path)
                ) : (
                  <Link
                    href={{ query: { tab: "files", file: a.path } }}
                    scroll={false}
                    prefetch={false}
                    className="underline decoration-line-strong underline-offset-2 hover:text-accent"
                  >
                    {visibleText(a.path)}
                  </Link>
                )}
              </td>
              <td className="py-1 pr-4 text-right font-mono whitespace-nowrap">{formatBytes(a.size)}</td>
              <td className="hidden py-1 pr-4 whitespace-nowrap text-muted sm:table-cell">
                {a.modifiedAt.slice(0, 19).replace("T", " ")} UTC
              </td>
              <td className="py-1 text-right">
                <a
                  className="text-muted underline underline-offset-2 hover:text-fg"
                  href={artifactUrl(runId, a.path, true)}
                >
                  Download<span className="sr-only"> {visibleText(a.path)}</span>
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {artifacts.length > ROWS ? (
        <p className="mt-1 text-muted">{artifacts.length - ROWS} more are in the run directory.</p>
      ) : null}
      {open === undefined ? null : <OpenFile runId={runId} path={open} />}
    </Panel>
  );
}

async function OpenFile({ runId, path }: { runId: string; path: string }) {
  const file = await dashboard().store.readArtifact(runId, path, { maxBytes: MAX_BYTES });
  if (!file) return <p className="mt-4 text-failed">There is no file {visibleText(path)} in this run.</p>;
  const { content, info } = file;
  return (
    <article className="mt-5">
      <h2 className="mb-2 font-mono text-[13px] font-semibold [overflow-wrap:anywhere]">{visibleText(path)}</h2>
      {info.kind === "binary" ? (
        <p className="text-muted">Not text. It can be downloaded.</p>
      ) : info.kind === "markdown" && content.length <= MARKDOWN_MAX ? (
        <Markdown text={content} runId={runId} />
      ) : info.kind === "diff" ? (
        <>
          {path === "changes.diff" || path === "reviewed.diff" ? (
            <p className="mb-1.5">
              <Link
                href={{ query: { tab: "changes" } }}
                scroll={false}
                prefetch={false}
                className="text-accent underline"
              >
                Read it in Changes
              </Link>
              , file by file.
            </p>
          ) : null}
          <DiffView diff={content} />
        </>
      ) : (
        <JsonView value={content} />
      )}
      {file.nextOffset < info.size ? (
        <p className="mt-2 text-muted">
          The first {formatBytes(file.nextOffset)} of {formatBytes(info.size)}.
        </p>
      ) : null}
    </article>
  );
}
