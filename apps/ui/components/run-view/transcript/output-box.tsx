"use client";

import { AnsiText } from "../ansi-text.tsx";
import { usePinnedEnd } from "./use-pinned-end.ts";

/** Lines of output in the transcript; the rest is in the log. */
export const OUTPUT_LINES = 200;

/** Terminal output in a box that stays at its end while it grows, unless somebody scrolls in it. */
export function OutputBox({ text, live }: { text: string; live: boolean }) {
  const { box, onScroll } = usePinnedEnd<HTMLPreElement>(text);
  const lines = text.split("\n");
  const shown = lines.length > OUTPUT_LINES ? lines.slice(-OUTPUT_LINES).join("\n") : text;
  return (
    <pre
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="output"
      onScroll={onScroll}
      className="max-h-72 overflow-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[12px] leading-[1.45] whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      <AnsiText text={shown.replace(/\n$/, "")} maxSpans={120} />
      {live ? <span className="caret" /> : null}
    </pre>
  );
}
