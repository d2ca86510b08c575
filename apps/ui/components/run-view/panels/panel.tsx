import type { ReactNode } from "react";

/** The pane of a tab that is a document: it scrolls where the live lists scroll, and the page with it never (words for the ear are placed). */
export function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="relative min-h-0 grow overflow-auto rounded-b-md border border-t-0 border-line bg-panel px-4 py-4"
    >
      {children}
    </section>
  );
}

/** Why a tab is empty, and what would fill it. */
export function EmptyPanel({ label, title, children }: { label: string; title: string; children: ReactNode }) {
  return (
    <Panel label={label}>
      <div className="py-10 text-center">
        <p className="font-semibold">{title}</p>
        <p className="mx-auto mt-1 max-w-prose text-muted">{children}</p>
      </div>
    </Panel>
  );
}
