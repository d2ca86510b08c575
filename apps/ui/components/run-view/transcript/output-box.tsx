"use client";

import { useLayoutEffect, useRef } from "react";
import { AnsiText } from "../ansi-text.tsx";

/** Lines of output in the transcript; the rest is in the log. */
export const OUTPUT_LINES = 200;

/** Terminal output in a box that stays at its end while it grows, unless somebody scrolls in it. */
export function OutputBox({ text, live }: { text: string; live: boolean }) {
  const box = useRef<HTMLPreElement>(null);
  const pinned = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is the reason to scroll.
  useLayoutEffect(() => {
    const el = box.current;
    if (el && pinned.current) el.scrollTop = el.scrollHeight;
  }, [text]);
  const lines = text.split("\n");
  const shown = lines.length > OUTPUT_LINES ? lines.slice(-OUTPUT_LINES).join("\n") : text;
  return (
    <pre
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-testid="output"
      onScroll={(e) => {
        const el = e.currentTarget;
        pinned.current = el.scrollHeight - el.scrollTop - el.clientHeight < 12;
      }}
      className="max-h-72 overflow-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[12px] leading-[1.45] whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      <AnsiText text={shown.replace(/\n$/, "")} maxSpans={120} />
      {live ? <span className="caret" /> : null}
    </pre>
  );
}
