"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { ApprovalBlock } from "../../../lib/run-view/block.ts";
import { CutText } from "../cut-text.tsx";
import { DeadlineLeft } from "../deadline-left.tsx";
import { useRunView } from "../run-view-provider.tsx";
import { PROSE_MAX, Prose } from "../transcript/prose.tsx";
import { GateForm } from "./gate-form.tsx";

/** A gate that waits: what came before, where to look closer, how long there is, and the answer. */
export function OpenGate({ block, children }: { block: ApprovalBlock; children: ReactNode }) {
  const runId = useRunView((s) => s.run.runId);
  return (
    <>
      {children}
      <p className="flex flex-wrap gap-x-3 text-[12.5px]">
        {(["outputs", "changes"] as const).map((tab) => (
          <Link
            key={tab}
            href={{ pathname: `/runs/${runId}`, query: { tab } }}
            scroll={false}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {tab === "outputs" ? "Outputs so far" : "Changes so far"}
          </Link>
        ))}
        <DeadlineLeft className="text-muted" />
      </p>
      {block.detail ? <GateDetail text={block.detail} /> : null}
      <GateForm runId={runId} block={block} />
    </>
  );
}

/** What the steps before left: bounded, so that the buttons stay near. */
export function GateDetail({ text }: { text: string }) {
  return (
    <section
      aria-label="What came before"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="mt-1.5 max-h-80 overflow-auto rounded-md border border-line bg-panel px-3 py-2 [&_h2]:text-[1.05em] [&_h3]:text-[1em]"
    >
      <CutText text={text} preview={PROSE_MAX}>
        {(shown) => <Prose text={withTopHeadings(shown)} />}
      </CutText>
    </section>
  );
}

/** The same with its headings raised so that the highest is of the first level: they stand in a page that has its own. */
function withTopHeadings(markdown: string): string {
  const highest = Math.min(...[...markdown.matchAll(/^#{1,6}(?= )/gm)].map(([marks]) => marks.length));
  return highest > 1 && highest <= 6
    ? markdown.replace(/^#{1,6}(?= )/gm, (marks) => marks.slice(highest - 1))
    : markdown;
}
