import type { ChangedFile } from "@codex-toolloop/protocol";
import type { Route } from "next";
import Link from "next/link";
import { FileCounts } from "../../../components/diff/file-counts.tsx";
import type { RunComparison } from "../../../lib/compare/compare-runs.ts";
import { fileHref } from "../../../lib/diff/viewer-files.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { type SideRow, SideTable } from "./side-table.tsx";

const ROWS = 100;

/** The files that the runs changed: in both, only in one, with how many lines. `same` is said of the counts alone. */
export function FileRows({ compared }: { compared: RunComparison }) {
  const { files } = compared;
  if (!files)
    return (
      <section aria-label="Changed files">
        <h2 className="mb-1 font-semibold">Changed files</h2>
        <p className="text-muted">Not both runs say what they changed.</p>
      </section>
    );
  const [both, onlyA] = [files.filter((f) => f.a && f.b).length, files.filter((f) => !f.b).length];
  const rows = files.slice(0, ROWS).map(
    ({ path, a, b, same }): SideRow => ({
      key: path,
      name: <span className="font-mono text-[12px] font-normal">{visibleText(path)}</span>,
      a: a ? <Changed file={a} runId={compared.a.runId} /> : null,
      b: b ? <Changed file={b} runId={compared.b.runId} /> : null,
      same,
    }),
  );
  return (
    <section aria-label="Changed files">
      <div className="mb-1 flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold">Changed files</h2>
        <p className="text-[12.5px] text-muted">
          {both} in both · {onlyA} only in A · {files.length - both - onlyA} only in B
        </p>
      </div>
      {files.length === 0 ? (
        <p className="text-muted">Neither run changed a file.</p>
      ) : (
        <SideTable label="Changed files" rows={rows} />
      )}
      {files.length > ROWS ? <p className="mt-1 text-muted">{files.length - ROWS} more files.</p> : null}
    </section>
  );
}

function Changed({ file, runId }: { file: ChangedFile; runId: string }) {
  return (
    <Link
      href={fileHref(`/runs/${runId}?tab=changes`, file.path) as Route}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-2"
    >
      {file.added === undefined ? "binary" : <FileCounts added={file.added} deleted={file.deleted ?? 0} />}
    </Link>
  );
}
