"use client";

import Link from "next/link";
import { useEffect } from "react";
import { TAB_LABEL, TABS, type Tab } from "../../../../lib/run-view/tabs.ts";
import { useRunView } from "./run-view-provider.tsx";

/**
 * The views of a run, each with its own address.
 * @param pin writes the tab into the address: a run that ends while it is watched then does not change the view.
 */
export function TabBar({ current, files, pin }: { current: Tab; files: number; pin: boolean }) {
  const runId = useRunView((s) => s.run.runId);
  useEffect(() => {
    if (!pin) return;
    // Not before the router has taken over the history: it would put its own address back.
    const timer = setTimeout(() => window.history.replaceState(null, "", `?tab=${current}${window.location.hash}`));
    return () => clearTimeout(timer);
  }, [pin, current]);
  return (
    <nav aria-label="Views of this run" className="shrink-0 overflow-x-auto border-b border-line">
      <ul className="flex gap-0.5">
        {TABS.map((tab) => (
          <li key={tab}>
            <Link
              href={{ pathname: `/runs/${runId}`, query: { tab } }}
              scroll={false}
              replace
              prefetch={false}
              aria-current={tab === current ? "page" : undefined}
              className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-3 whitespace-nowrap text-muted hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-fg"
            >
              {TAB_LABEL[tab]}
              {tab === "files" && files > 0 ? (
                <span className="text-[11px] font-normal text-muted">{files}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
