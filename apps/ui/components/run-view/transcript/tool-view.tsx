import type { Item } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { JsonView } from "../json-view.tsx";
import { took } from "./item-view.tsx";

/** A tool call with what went in and what came out. */
export function ToolView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "tool_call" }> }) {
  const spilled = (field: string) => block.spilled.find((s) => s.field === field);
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-mono text-[12.5px]">
          {item.server ? <span className="text-muted">{visibleText(item.server)} / </span> : null}
          {item.tool === "" ? "(its beginning is not loaded)" : visibleText(item.tool)}
        </span>
        <span className="text-[12px] text-muted">
          {block.active ? (
            "running"
          ) : item.error || item.status === "failed" ? (
            <span className="text-failed">failed</span>
          ) : (
            "done"
          )}
          {took(block, item.durationMs) === "" ? "" : ` · ${took(block, item.durationMs)}`}
        </span>
      </p>
      {item.input === undefined ? null : (
        <details open={block.active || undefined}>
          <summary className="text-[12px] text-muted">input</summary>
          <JsonView value={item.input} spilled={spilled("item.input")} />
        </details>
      )}
      {item.error ? (
        <p className="text-failed [overflow-wrap:anywhere]">{visibleText(item.error.slice(0, 4000))}</p>
      ) : null}
      {item.result === undefined ? null : (
        <details>
          <summary className="text-[12px] text-muted">result</summary>
          <JsonView value={item.result} spilled={spilled("item.result")} />
        </details>
      )}
    </div>
  );
}
