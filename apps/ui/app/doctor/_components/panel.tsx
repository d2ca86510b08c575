import { type ReactNode, useId } from "react";

/** A titled part of the page. */
export function Panel({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="overflow-hidden rounded-lg border border-line bg-panel">
      <header className="border-b border-line px-4 py-2.5">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {note ? <p className="text-xs text-muted">{note}</p> : null}
      </header>
      {children}
    </section>
  );
}
