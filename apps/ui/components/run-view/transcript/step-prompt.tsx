"use client";

import { formatBytes, type Spilled } from "@codex-toolloop/protocol";
import { useState } from "react";
import { visibleBidi } from "../../../lib/run-view/visible-text.ts";
import { Button } from "../../button.tsx";
import { CutText } from "../cut-text.tsx";

/** What is shown of a long prompt until it is opened. */
const LINES = 4;
const CHARACTERS = 400;

/** What the agent of a step was asked: a workflow writes it, with all that the steps before left, so its beginning and size are enough. */
export function StepPrompt({
  text,
  spilled,
  again,
}: {
  text: string;
  spilled: Spilled | undefined;
  /** Its answer did not fit, so it is asked once more. */
  again: boolean;
}) {
  const [open, setOpen] = useState(false);
  const start = text.trimStart().split("\n").slice(0, LINES).join("\n").slice(0, CHARACTERS);
  const isLong = start.length < text.trim().length || spilled !== undefined;
  const size = spilled?.bytes ?? new TextEncoder().encode(text).length;
  return (
    <section aria-label="Prompt of this step" className="w-fit max-w-full rounded-md bg-raised px-3 py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2 text-[11.5px] text-muted">
        {again ? <span className="font-medium text-timeout">Asked again</span> : "Prompt"} · {formatBytes(size)}
        {isLong ? (
          <Button
            variant="ghost"
            size="sm"
            className="h-5 !px-1 underline"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? "Show less" : "Show all"}
          </Button>
        ) : null}
      </p>
      {open || !isLong ? (
        <CutText text={text} spilled={spilled}>
          {(shown) => <Text text={shown} />}
        </CutText>
      ) : (
        <Text text={`${start.trimEnd()} …`} />
      )}
    </section>
  );
}

/** As it was sent: it is instructions with data in it, not prose. */
function Text({ text }: { text: string }) {
  return (
    <pre className="max-w-[100ch] font-mono text-[12.5px] whitespace-pre-wrap [overflow-wrap:anywhere]">
      {visibleBidi(text)}
    </pre>
  );
}
