import type { ReactNode } from "react";
import type { Pair } from "../../../lib/compare/compare-runs.ts";
import { textDiff } from "../../../lib/compare/text-diff.ts";
import { DiffMark } from "./diff-mark.tsx";
import { TextCompare } from "./text-compare.tsx";

/** A text of both runs: what differs in it. @param links to the whole texts */
export function TextSection({
  title,
  path,
  pair,
  links,
}: {
  title: string;
  path: string;
  pair: Pair<string>;
  links: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3">
        <h2 className="font-semibold">{title}</h2>
        <DiffMark same={pair.same} />
        <span className="text-[12.5px] text-muted">{links}</span>
      </div>
      <Text path={path} pair={pair} />
    </section>
  );
}

function Text({ path, pair }: { path: string; pair: Pair<string> }) {
  if (pair.a === null && pair.b === null) return <p className="text-muted">Neither run has one.</p>;
  if (pair.a === null || pair.b === null)
    return <p className="text-muted">Only {pair.a === null ? "B" : "A"} has one.</p>;
  if (pair.same) return <p className="text-muted">Both have the same, {count(pair.a)}.</p>;
  const diff = textDiff(pair.a, pair.b);
  if (diff === null) return <p className="text-muted">They differ too much to be told line by line.</p>;
  return <TextCompare path={path} diff={diff} />;
}

function count(text: string): string {
  const lines = text.trimEnd().split("\n").length;
  return lines === 1 ? "1 line" : `${lines} lines`;
}
