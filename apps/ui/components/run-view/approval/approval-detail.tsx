"use client";

import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { DiffView } from "../diff-view.tsx";

/** Longer details fold away once they are decided. */
const SHORT = 200;
const MAX = 16 * 1024;

/** What is asked for: a command with its folder and reason, or a diff. */
export function ApprovalDetail({ text, open }: { text: string; open: boolean }) {
  const body = /^(diff --git |--- |@@ )/m.test(text) ? (
    <DiffView diff={text.slice(0, 256 * 1024)} lines={40} />
  ) : (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-60 overflow-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[12.5px] whitespace-pre-wrap text-fg [overflow-wrap:anywhere]"
    >
      {visibleText(text.slice(0, MAX))}
      {text.length > MAX ? `\n… ${text.length - MAX} more characters` : ""}
    </pre>
  );
  if (open) return <div className="mt-1.5">{body}</div>;
  if (text.length <= SHORT && !text.includes("\n"))
    return <p className="font-mono text-[12.5px] text-muted [overflow-wrap:anywhere]">{visibleText(text)}</p>;
  return (
    <details>
      <summary className="text-[12px] text-muted">what was asked</summary>
      <div className="mt-1">{body}</div>
    </details>
  );
}
