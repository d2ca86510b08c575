"use client";

import { Dialog } from "../dialog.tsx";
import { SHORTCUTS } from "./keys.ts";

/** The keys, in two short lists. */
export function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keyboard">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {SHORTCUTS.map((group) => (
          <section key={group.where}>
            <h3 className="mb-1 text-xs font-semibold text-muted">{group.where}</h3>
            <dl>
              {group.keys.map(({ keys, what }) => (
                <div key={what} className="flex items-center gap-3 border-b border-line py-1.5 last:border-b-0">
                  <dt className="flex w-28 shrink-0 flex-wrap gap-1">
                    {keys.map((k) => (
                      <kbd
                        key={k}
                        className="rounded border border-line-strong bg-raised px-1.5 font-sans text-xs whitespace-nowrap"
                      >
                        {k}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
