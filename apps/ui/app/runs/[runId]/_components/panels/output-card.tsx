import { type ArtifactInfo, formatBytes, type RunSummary } from "@codex-toolloop/protocol";
import Link from "next/link";
import { OutputValue } from "../../../../../components/evidence/output-value.tsx";
import { StepCard } from "../../../../../components/evidence/step-card.tsx";
import { JsonView } from "../../../../../components/run-view/json-view.tsx";
import type { DiffLinks } from "../../../../../lib/evidence/evidence-path.ts";
import { loadContextPacks } from "../../../../../lib/evidence/load-context-pack.ts";
import { jsonOf, type StepFile } from "../../../../../lib/evidence/load-step-files.ts";
import { artifactUrl } from "../../../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../../lib/server.ts";

/** A larger JSON does not travel with the page: it is in Files. */
const JSON_BYTES = 64 * 1024;

/** A step's output file: as a card where it is a step's output, else as what it is. */
export function OutputCard(props: { run: RunSummary; file: StepFile; artifacts: ArtifactInfo[]; links: DiffLinks }) {
  const { run, file, links } = props;
  const { runId } = run;
  if (!file.output) return <RawCard runId={runId} file={file} />;
  return (
    <StepCard
      step={file.output}
      links={links}
      findings="counts"
      replay={run.replayOf !== undefined}
      side={<Download runId={runId} file={file} />}
    >
      <Packs {...props} paths={file.output.artifacts ?? []} />
      {file.info.size <= JSON_BYTES ? (
        <details>
          <summary className="text-[12px] text-muted">JSON</summary>
          <JsonView value={jsonOf(file.text)} />
        </details>
      ) : (
        <p className="text-[12px]">
          <Link
            href={{ query: { tab: "files", file: file.info.path } }}
            scroll={false}
            prefetch={false}
            className="text-muted underline underline-offset-2"
          >
            JSON in Files
          </Link>
        </p>
      )}
    </StepCard>
  );
}

function Download({ runId, file }: { runId: string; file: StepFile }) {
  return (
    <a
      className="text-[12px] font-normal text-muted underline underline-offset-2"
      href={artifactUrl(runId, file.info.path, true)}
    >
      {formatBytes(file.info.size)} JSON<span className="sr-only"> of {visibleText(file.step)}</span>
    </a>
  );
}

/** The bundles that the step's agent read beside its prompt. */
async function Packs({
  run,
  paths,
  artifacts,
}: {
  run: RunSummary;
  paths: readonly string[];
  artifacts: ArtifactInfo[];
}) {
  const packs = await loadContextPacks(dashboard().store, run.runId, paths, artifacts);
  return packs.map(({ path, tokens, budget }) => (
    <p key={path} className="text-[12px] text-muted">
      Read beside its prompt:{" "}
      <Link
        href={{ query: { tab: "files", file: path } }}
        scroll={false}
        prefetch={false}
        className="font-mono text-accent underline underline-offset-2"
      >
        {visibleText(path)}
      </Link>
      , about {tokens.toLocaleString("en")} {budget === undefined ? "" : `of ${budget.toLocaleString("en")} `}tokens
    </p>
  ));
}

/** Cut, or no output that this version knows. */
function RawCard({ runId, file }: { runId: string; file: StepFile }) {
  const value = file.cut ? undefined : jsonOf(file.text);
  return (
    <article data-step={file.step} className="rounded-md border border-line">
      <h3 className="flex items-baseline gap-3 rounded-t-md border-b border-line bg-raised px-3 py-1.5 font-semibold">
        {visibleText(file.step)}
        <span className="ml-auto">
          <Download runId={runId} file={file} />
        </span>
      </h3>
      <div className="px-3 py-2">
        {value !== undefined ? (
          <OutputValue value={value} depth={0} />
        ) : (
          <>
            <p className="mb-1 flex flex-wrap gap-x-3 text-muted">
              {file.cut ? "Too large to open at once; its beginning:" : "This file is not JSON:"}
              {file.cut ? (
                <Link
                  href={{ query: { tab: "outputs", full: file.step } }}
                  scroll={false}
                  prefetch={false}
                  className="text-accent underline underline-offset-2"
                >
                  Load full
                </Link>
              ) : null}
            </p>
            <JsonView value={file.text.slice(0, 8192)} />
          </>
        )}
      </div>
    </article>
  );
}
