import type { Item } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { diffLines } from "../../../lib/run-view/diff-lines.ts";
import { inputPreview } from "../../../lib/run-view/input-preview.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { DiffView } from "../diff-view.tsx";
import { ArgumentLine } from "./tool-view.tsx";

type FileChange = Extract<Item, { kind: "file_change" }>;

const CHANGE = {
  add: { word: "added", letter: "A", tone: "text-success" },
  delete: { word: "deleted", letter: "D", tone: "text-failed" },
  update: { word: "changed", letter: "M", tone: "text-running" },
} as const;
const FILES = 20;

/** Files that an agent adds, deletes or changes, each with its diff. */
export function FileChangeView({ block, item }: { block: ItemBlock; item: FileChange }) {
  const state = stateOf(block, item);
  return (
    <div className="space-y-1.5">
      {state || item.changes.length > 2 ? (
        <p className="text-[12px] text-muted">
          {item.changes.length > 2 ? `${item.changes.length} files` : ""}
          {state && item.changes.length > 2 ? " · " : ""}
          {state ? <span className={item.status === "failed" ? "text-failed" : ""}>{state}</span> : null}
        </p>
      ) : null}
      {block.active && block.argument !== undefined ? (
        <ArgumentLine text={inputPreview(block.argument)} arriving />
      ) : null}
      {item.changes.slice(0, FILES).map((c) => (
        <Change key={`${c.change}${c.path}`} change={c} open={item.changes.length <= 2} />
      ))}
      {item.changes.length > FILES ? <p className="text-muted">and {item.changes.length - FILES} more files</p> : null}
    </div>
  );
}

function Change({ change: c, open }: { change: FileChange["changes"][number]; open: boolean }) {
  const { word, letter, tone } = CHANGE[c.change];
  const counts = c.diff ? diffLines(c.diff, 0) : null;
  const name = (
    <>
      <abbr title={word} aria-hidden className={`mr-1.5 font-semibold no-underline ${tone}`}>
        {letter}
      </abbr>
      <span className="sr-only">{word} </span>
      {visibleText(c.path)}
      {counts ? (
        <span className="ml-2 text-[11.5px]">
          <span className="text-success">+{counts.added}</span> <span className="text-failed">-{counts.deleted}</span>
        </span>
      ) : null}
    </>
  );
  const look = "font-mono text-[12.5px] [overflow-wrap:anywhere]";
  if (!c.diff) return <p className={look}>{name}</p>;
  return (
    <details open={open || undefined}>
      <summary className={look}>{name}</summary>
      <DiffView diff={c.diff} lines={40} />
    </details>
  );
}

function stateOf(block: ItemBlock, item: FileChange): string {
  if (block.waits) return "waits for a decision";
  if (block.active) return "being written";
  if (item.status === "declined" || item.status === "canceled") return item.status;
  return item.status === "failed" ? "could not be applied" : "";
}
