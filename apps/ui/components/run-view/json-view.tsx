"use client";

import type { Spilled } from "@codex-toolloop/protocol";
import { visibleBidi } from "../../lib/run-view/visible-text.ts";
import { CutText } from "./cut-text.tsx";

/** A value as indented JSON, cut when large. */
export function JsonView({ value, spilled }: { value: unknown; spilled?: Spilled | undefined }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  return (
    <CutText text={text} spilled={spilled} preview={8192}>
      {(shown) => (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
          tabIndex={0}
          className="max-h-80 overflow-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {visibleBidi(shown)}
        </pre>
      )}
    </CutText>
  );
}
