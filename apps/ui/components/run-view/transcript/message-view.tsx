"use client";

import type { Item } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { visibleBidi } from "../../../lib/run-view/visible-text.ts";
import { CutText } from "../cut-text.tsx";
import { Markdown } from "../markdown.tsx";
import { useRunView } from "../run-view-provider.tsx";

/** Markdown makes an element of every word it likes: longer texts are shown as they are written. */
const MARKDOWN_MAX = 6 * 1024;

function Prose({ text }: { text: string }) {
  const runId = useRunView((s) => s.run.runId);
  if (text.length > MARKDOWN_MAX * 1.2)
    return <div className="max-w-[80ch] whitespace-pre-wrap [overflow-wrap:anywhere]">{visibleBidi(text)}</div>;
  return <Markdown text={text} runId={runId} />;
}

/** What a person or an agent said. */
export function MessageView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "message" }> }) {
  const spilled = block.spilled.find((s) => s.field === "item.text");
  if (item.text === "" && block.active) return <Thinking />;
  return (
    <div className={item.role === "user" ? "w-fit rounded-md bg-raised px-3 py-1.5" : ""}>
      <CutText
        text={item.text}
        spilled={spilled}
        preview={block.streaming ? 64 * 1024 : MARKDOWN_MAX}
        from={block.streaming ? "end" : "start"}
      >
        {(shown) => <Prose text={shown} />}
      </CutText>
      {block.streaming ? <span className="caret" /> : null}
    </div>
  );
}

/** Nothing was said yet. */
export function Thinking() {
  return (
    <p className="flex items-center gap-1.5 text-muted" role="status">
      <span aria-hidden className="size-1.5 animate-pulse-slow rounded-full bg-running" />
      thinking…
    </p>
  );
}

export function ReasoningView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "reasoning" }> }) {
  if (item.text === "" && block.active) return <Thinking />;
  const first = item.text.trimStart().split("\n", 1)[0] ?? "";
  return (
    <details className="text-muted">
      <summary className="[overflow-wrap:anywhere]">
        Reasoning{block.streaming ? " …" : ""}:{" "}
        <span className="italic">{visibleBidi(first.replace(/[*#`]/g, "").slice(0, 120))}</span>
      </summary>
      <div className="mt-1 border-l-2 border-line pl-3">
        <CutText text={item.text} spilled={block.spilled.find((s) => s.field === "item.text")} preview={MARKDOWN_MAX}>
          {(shown) => <Prose text={shown} />}
        </CutText>
      </div>
    </details>
  );
}
