import { diffLines, splitDiff } from "../../lib/run-view/diff-lines.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { DiffView } from "./diff-view.tsx";

const FILES = 40;
const OPEN = 3;

/** The files of a unified diff, the first few open. @param rest where files beyond the shown ones are: "in the download". */
export function DiffFiles({ diff, rest }: { diff: string; rest: string }) {
  const files = splitDiff(diff);
  return (
    <div className="space-y-2">
      {files.slice(0, FILES).map((f, i) => {
        const { added, deleted } = diffLines(f.diff, 0);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one path may come twice.
          <details key={i} open={i < OPEN || undefined} className="rounded-md border border-line">
            <summary className="px-3 py-1.5 font-mono text-[12.5px] [overflow-wrap:anywhere]">
              {visibleText(f.path)} <span className="text-success">+{added}</span>{" "}
              <span className="text-failed">-{deleted}</span>
            </summary>
            <DiffView diff={f.diff} lines={i < OPEN ? 80 : 30} />
          </details>
        );
      })}
      {files.length > FILES ? (
        <p className="text-muted">
          {files.length - FILES} more files are {rest}.
        </p>
      ) : null}
    </div>
  );
}
