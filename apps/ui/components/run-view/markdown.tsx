import { memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { safeLink } from "../../lib/run-view/safe-link.ts";
import { visibleBidi } from "../../lib/run-view/visible-text.ts";

/**
 * Markdown that somebody else wrote: no HTML, no images, only links whose target can be read. `runId` makes relative links
 * point at the run's own files.
 */
export function Markdown({ text, runId }: { text: string; runId: string }) {
  return (
    <div className="prose-run">
      <MarkdownPart text={text} runId={runId} />
    </div>
  );
}

/** The same without the frame: elements for a parent of class `prose-run`. Read once for the same text. */
export const MarkdownPart = memo(function MarkdownPart({ text, runId }: { text: string; runId: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={REMARK}
      skipHtml={false}
      urlTransform={(url) => safeLink(url, runId)?.href ?? ""}
      components={components}
    >
      {visibleBidi(text)}
    </ReactMarkdown>
  );
});

const REMARK = [remarkGfm];

const components: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ alt }) => <span className="text-muted">[image not loaded{alt ? `: ${alt}` : ""}]</span>,
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <pre tabIndex={0}>{children}</pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="table-scroll" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  ),
  input: ({ checked }) => <span className="font-mono">{checked ? "[x]" : "[ ]"}</span>,
};

/** A link with its target in sight: what is written and where it goes may differ. */
function Link({ href, children }: { href: string | undefined; children?: ReactNode }) {
  if (!href) return <span>{children}</span>;
  const outside = /^(https?|mailto):/.test(href);
  if (!outside)
    return (
      <a href={href} className="text-accent underline underline-offset-2">
        {children}
      </a>
    );
  const same = typeof children === "string" && (children === href || `mailto:${children}` === href);
  return (
    <>
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent underline underline-offset-2"
      >
        {children}
      </a>
      {same ? null : <span className="text-[0.9em] text-muted"> ({href})</span>}
    </>
  );
}
