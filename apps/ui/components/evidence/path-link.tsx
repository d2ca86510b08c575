import type { Route } from "next";
import Link from "next/link";
import { type DiffLinks, diffHref, parseEvidencePath } from "../../lib/evidence/evidence-path.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";

/** A file as an agent names it; a link where the run's diff has it. */
export function PathLink({ text, links }: { text: string; links: DiffLinks }) {
  const href = diffHref(links, parseEvidencePath(text, links.workspace));
  const look = "font-mono text-[12px] [overflow-wrap:anywhere]";
  if (href === null) return <span className={look}>{visibleText(text)}</span>;
  return (
    <Link
      href={href as Route}
      prefetch={false}
      className={`${look} text-accent underline decoration-line-strong underline-offset-2`}
    >
      {visibleText(text)}
    </Link>
  );
}
