"use client";

import { useState } from "react";
import { type DiffLine, diffLines } from "../../lib/run-view/diff-lines.ts";
import { visibleBidi } from "../../lib/run-view/visible-text.ts";
import { Button } from "../button.tsx";

const LOOK: Record<DiffLine["kind"], string> = {
  add: "bg-[var(--diff-add)]",
  delete: "bg-[var(--diff-del)]",
  context: "",
  hunk: "text-muted bg-raised",
  meta: "text-muted",
};
const SIGN: Record<DiffLine["kind"], string> = { add: "+", delete: "-", context: " ", hunk: "", meta: "" };
const LINE_CHARS = 2000;

/** A unified diff, coloured, with signs (never colour alone). One element a line, and few lines until asked for more. */
export function DiffView({ diff, lines: first = 60 }: { diff: string; lines?: number }) {
  const [limit, setLimit] = useState(first);
  const { lines, more } = diffLines(diff, limit);
  return (
    <div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-line bg-code py-1 font-mono text-[12px] leading-[1.5]"
      >
        <code className="block w-fit min-w-full">
          {lines.map((l, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity beyond their place.
            <span key={i} className={`block px-2 ${LOOK[l.kind]}`}>
              {`${String(l.newNo ?? l.oldNo ?? "").padStart(5)} ${SIGN[l.kind]}${visibleBidi(l.text.slice(0, LINE_CHARS))}`}
              {l.text.length > LINE_CHARS ? ` … ${l.text.length - LINE_CHARS} more characters` : ""}
            </span>
          ))}
        </code>
      </pre>
      {more > 0 ? (
        <Button
          variant="ghost"
          className="mt-1 h-6 px-2"
          onClick={() => setLimit(Math.min(limit * 4, 1000))}
          disabled={limit >= 1000}
        >
          {limit >= 1000 ? `${more} more lines: download the file` : `Show more (${more} lines left)`}
        </Button>
      ) : null}
    </div>
  );
}
