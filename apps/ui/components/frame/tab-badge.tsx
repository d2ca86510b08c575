"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { useFacts } from "./facts.tsx";
import { badgeIcon, badgeTitle } from "./tab-badge-look.ts";
import { useUnseenFailures } from "./use-unseen-failures.ts";
import { useWaitingRuns } from "./use-waiting-runs.ts";

/** Puts the number of runs that run, that wait for a decision and that failed unseen into the tab's title and icon. Renders nothing. */
export function TabBadge() {
  const { running } = useFacts().slots;
  const failed = useUnseenFailures(usePathname() === "/");
  const waiting = useWaitingRuns();
  useEffect(() => {
    const write = () => {
      const title = badgeTitle(document.title, { running, failed, waiting });
      if (document.title !== title) document.title = title;
    };
    write();
    // The router writes the bare title at every navigation.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [running, failed, waiting]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link) link.href = badgeIcon({ running, failed, waiting });
  }, [running, failed, waiting]);
  return null;
}
