"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { useRunView } from "./run-view-provider.tsx";

/** Does a jump in the event file, and shows a tab in which it can be seen. */
export function useJump(): (go: () => Promise<void>) => void {
  const router = useRouter();
  const tab = useSearchParams().get("tab");
  const runId = useRunView((s) => s.run.runId);
  return useCallback(
    (go) => {
      void go();
      if (tab !== "transcript" && tab !== "events") router.replace(`/runs/${runId}?tab=transcript`, { scroll: false });
    },
    [router, tab, runId],
  );
}
