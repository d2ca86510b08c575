"use client";

import { memo } from "react";
import { hasReferences, isDense, type MarkdownBlock, markdownBlocks } from "../../../lib/run-view/markdown-blocks.ts";
import { visibleBidi } from "../../../lib/run-view/visible-text.ts";
import { Markdown, MarkdownPart } from "../markdown.tsx";
import { useRunView } from "../run-view-provider.tsx";

/** Longer texts are shown in part, in UTF-16 units; the rest is a click away. */
export const PROSE_MAX = 32 * 1024;

/**
 * An agent's markdown. It is shown part by part, so that a text that grows costs its last part alone; a cursor blinks at
 * its end while `streaming`.
 */
export function Prose({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const runId = useRunView((s) => s.run.runId);
  if (text.length > PROSE_MAX * 1.2) return <Plain text={text} />;
  if (!streaming && text.length <= PROSE_MAX / 4 && hasReferences(text) && !isDense(text))
    return <Markdown text={text} runId={runId} />;
  return (
    <div className={`prose-run ${streaming ? "grows" : ""}`}>
      {markdownBlocks(text).map((b) => (
        <Part key={b.at} text={b.text} fence={b.fence} runId={runId} />
      ))}
    </div>
  );
}

const Part = memo(
  function Part({ text, fence, runId }: { text: string; fence: MarkdownBlock["fence"]; runId: string }) {
    if (fence)
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <pre tabIndex={0} data-language={fence.language || undefined}>
          <code>{visibleBidi(fence.code)}</code>
        </pre>
      );
    return isDense(text) ? <Plain text={text} /> : <MarkdownPart text={text} runId={runId} />;
  },
  // The fence follows from the text.
  (a, b) => a.text === b.text && a.runId === b.runId,
);

function Plain({ text }: { text: string }) {
  return <div className="max-w-[80ch] whitespace-pre-wrap [overflow-wrap:anywhere]">{visibleBidi(text)}</div>;
}
