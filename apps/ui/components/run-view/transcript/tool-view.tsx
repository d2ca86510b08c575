import type { Item } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { inputPreview, isWholePreview } from "../../../lib/run-view/input-preview.ts";
import { visibleBidi, visibleText } from "../../../lib/run-view/visible-text.ts";
import { JsonView } from "../json-view.tsx";
import { took } from "./took.ts";

/** A tool call with what went in and what came out. */
export function ToolView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "tool_call" }> }) {
  const spilled = (field: string) => block.spilled.find((s) => s.field === field);
  const preview = inputPreview(item.input);
  // Text is what has arrived of the arguments so far: the preview is all there is to say of it.
  const arriving = block.active && typeof item.input === "string";
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-mono text-[12.5px] font-medium">
          {item.server ? <span className="font-normal text-muted">{visibleText(item.server)} / </span> : null}
          {item.tool === "" ? "(its beginning is not loaded)" : visibleText(item.tool)}
        </span>
        <span className="text-[12px] text-muted">
          <ToolState block={block} item={item} arriving={arriving} />
          {took(block, item.durationMs) === "" ? "" : ` · ${took(block, item.durationMs)}`}
        </span>
      </p>
      {preview === "" ? null : <ArgumentLine text={preview} arriving={arriving} />}
      {item.input === undefined || arriving || preview === "" || isWholePreview(item.input, preview) ? null : (
        <details>
          <summary className="text-[12px] text-muted">input</summary>
          <JsonView value={item.input} spilled={spilled("item.input")} />
        </details>
      )}
      {item.error ? (
        <p className="text-failed [overflow-wrap:anywhere]">{visibleText(item.error.slice(0, 4000))}</p>
      ) : null}
      {item.result === undefined ? null : (
        <details open={block.active || undefined}>
          <summary className="text-[12px] text-muted">result</summary>
          <JsonView value={item.result} spilled={spilled("item.result")} />
        </details>
      )}
    </div>
  );
}

function ToolState({
  block,
  item,
  arriving,
}: {
  block: ItemBlock;
  item: Extract<Item, { kind: "tool_call" }>;
  arriving: boolean;
}) {
  if (block.waits) return "waits for a decision";
  if (block.active) return arriving ? "writing its input" : "running";
  if (item.status === "declined" || item.status === "canceled") return item.status;
  return item.error || item.status === "failed" ? <span className="text-failed">failed</span> : "done";
}

/** One line of what something is called with; a cursor at its end while more of it arrives. */
export function ArgumentLine({ text, arriving }: { text: string; arriving: boolean }) {
  return (
    <p
      data-testid="arguments"
      className={`truncate font-mono text-[12px] text-muted ${arriving ? "caret" : ""}`}
      title={visibleText(text)}
    >
      {visibleBidi(text)}
    </p>
  );
}
