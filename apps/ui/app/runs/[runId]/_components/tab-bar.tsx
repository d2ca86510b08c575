"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { useWaitingApprovals } from "../../../../components/run-view/approval/use-waiting-approvals.ts";
import { useRunView } from "../../../../components/run-view/run-view-provider.tsx";
import { useMore } from "../../../../components/run-view/use-more.ts";
import { TAB_LABEL, TABS, type Tab } from "../../../../lib/run-view/tabs.ts";

/** The shade that says that the bar goes on. */
const EDGE = "pointer-events-none absolute inset-y-0 w-10 from-bg";

/**
 * The views of a run, each with its own address.
 * @param pin writes the tab into the address: a run that ends while it is watched then does not change the view.
 */
export function TabBar({ current, files, pin }: { current: Tab; files: number; pin: boolean }) {
  const runId = useRunView((s) => s.run.runId);
  const waits = useWaitingApprovals().length;
  useEffect(() => {
    if (!pin) return;
    // Not before the router has taken over the history: it would put its own address back.
    const timer = setTimeout(() => window.history.replaceState(null, "", `?tab=${current}${window.location.hash}`));
    return () => clearTimeout(timer);
  }, [pin, current]);
  const list = useRef<HTMLUListElement>(null);
  const more = useMore(list, TABS.length);
  useEffect(() => {
    const el = list.current;
    const item = el?.children[TABS.indexOf(current)];
    // Only sideways: scrollIntoView would also move the page.
    if (el && item instanceof HTMLElement)
      el.scrollLeft = item.offsetLeft - el.offsetLeft - (el.clientWidth - item.clientWidth) / 2;
  }, [current]);
  return (
    <nav aria-label="Views of this run" className="relative shrink-0 border-b border-line">
      <ul ref={list} className="flex gap-0.5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]">
        {TABS.map((tab) => (
          <li key={tab} className="shrink-0">
            <Link
              href={{ pathname: `/runs/${runId}`, query: { tab } }}
              scroll={false}
              replace
              prefetch={false}
              aria-current={tab === current ? "page" : undefined}
              className="flex h-9 items-center gap-1.5 border-b-2 border-transparent px-3 whitespace-nowrap text-muted hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-fg"
            >
              {TAB_LABEL[tab]}
              {tab === "transcript" && waits > 0 ? (
                <span className="rounded-full border border-warn-line bg-warn-bg px-1.5 text-[11px] font-medium text-warn-fg">
                  {waits} {waits === 1 ? "waits" : "wait"}
                </span>
              ) : null}
              {tab === "files" && files > 0 ? (
                <span className="text-[11px] font-normal text-muted">{files}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
      {more.left ? <span aria-hidden className={`${EDGE} left-0 bg-linear-to-r`} /> : null}
      {more.right ? <span aria-hidden className={`${EDGE} right-0 bg-linear-to-l`} /> : null}
    </nav>
  );
}
