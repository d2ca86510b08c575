import { type ArtifactInfo, formatBytes } from "@codex-toolloop/protocol";
import { JsonView } from "../../../../../components/run-view/json-view.tsx";
import { EmptyPanel, Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { artifactUrl } from "../../../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../../lib/server.ts";
import { OutputValue } from "./output-value.tsx";

const FILES = 24;
const MAX_BYTES = 64 * 1024;

/** What the steps left for whoever comes after them: one card a step. */
export async function OutputsPanel({ runId, artifacts }: { runId: string; artifacts: ArtifactInfo[] }) {
  const files = artifacts.filter((a) => /^step-outputs\/[^/]+\.json$/.test(a.path));
  if (files.length === 0)
    return (
      <EmptyPanel label="Outputs" title="No step outputs">
        A step that produces a value leaves it as step-outputs/&lt;step&gt;.json; none of this run's steps has done so.
      </EmptyPanel>
    );
  const { store } = dashboard();
  const shown = await Promise.all(
    files
      .slice(0, FILES)
      .map(async (info) => ({ info, file: await store.readArtifact(runId, info.path, { maxBytes: MAX_BYTES }) })),
  );
  return (
    <Panel label="Outputs">
      <div className="space-y-4">
        {shown.map(({ info, file }) => (
          <OutputCard
            key={info.path}
            runId={runId}
            info={info}
            text={file?.content ?? ""}
            cut={(file?.nextOffset ?? 0) < info.size}
          />
        ))}
        {files.length > FILES ? <p className="text-muted">{files.length - FILES} more are in Files.</p> : null}
      </div>
    </Panel>
  );
}

function OutputCard({ runId, info, text, cut }: { runId: string; info: ArtifactInfo; text: string; cut: boolean }) {
  const value = cut ? undefined : parsed(text);
  return (
    <article className="rounded-md border border-line">
      <h2 className="flex items-baseline gap-3 border-b border-line bg-raised px-3 py-1.5 font-semibold">
        {visibleText(info.path.replace(/^step-outputs\//, "").replace(/\.json$/, ""))}
        <a
          className="ml-auto text-[12px] font-normal text-muted underline underline-offset-2"
          href={artifactUrl(runId, info.path, true)}
        >
          {formatBytes(info.size)} JSON
        </a>
      </h2>
      <div className="px-3 py-2">
        {value === undefined ? (
          <>
            <p className="mb-1 text-muted">
              {cut ? "Too large to show as a card; its beginning:" : "This file is not JSON:"}
            </p>
            <JsonView value={text.slice(0, 8192)} />
          </>
        ) : (
          <>
            <OutputValue value={value} depth={0} />
            <details className="mt-2">
              <summary className="text-[12px] text-muted">JSON</summary>
              <JsonView value={value} />
            </details>
          </>
        )}
      </div>
    </article>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
