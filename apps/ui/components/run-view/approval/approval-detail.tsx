"use client";

import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { DiffView } from "../diff-view.tsx";
import { GateDetail } from "./gate-view.tsx";

const TONE: Record<string, string> = { "+": "bg-[var(--diff-add)]", "-": "bg-[var(--diff-del)]" };

/** Lines that a change adds and takes away look so, also where it is no whole diff. */
function Marked({ text }: { text: string }) {
  if (!/^\+/m.test(text)) return text;
  return text.split("\n").map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity beyond their place.
    <span key={i} className={`block min-h-[1lh] ${TONE[line.charAt(0)] ?? ""}`}>
      {line}
    </span>
  ));
}

/** Longer details fold away once they are decided. */
const SHORT = 200;
const MAX = 16 * 1024;

/** What is asked for: a command with its folder and reason, or a diff. @param prose it is markdown: a gate's */
export function ApprovalDetail({ text, open, prose = false }: { text: string; open: boolean; prose?: boolean }) {
  const body = prose ? (
    <GateDetail text={text} />
  ) : /^(diff --git |--- |@@ )/m.test(text) ? (
    <DiffView diff={text.slice(0, 256 * 1024)} lines={40} />
  ) : (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-60 overflow-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[12.5px] whitespace-pre-wrap text-fg [overflow-wrap:anywhere]"
    >
      <Marked text={visibleText(text.slice(0, MAX))} />
      {text.length > MAX ? `\n… ${text.length - MAX} more characters` : ""}
    </pre>
  );
  if (open) return <div className="mt-1.5">{body}</div>;
  if (!prose && text.length <= SHORT && !text.includes("\n"))
    return <p className="font-mono text-[12.5px] text-muted [overflow-wrap:anywhere]">{visibleText(text)}</p>;
  return (
    <details>
      <summary className="text-[12px] text-muted">what was asked</summary>
      <div className="mt-1">{body}</div>
    </details>
  );
}
