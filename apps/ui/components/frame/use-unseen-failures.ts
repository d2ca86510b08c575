"use client";

import { useEffect, useState } from "react";
import { useStreamMessages } from "../../lib/live/live-provider.tsx";
import { fetchRuns, statusQuery } from "../../lib/live/use-live-runs.ts";
import type { RunRow } from "../../lib/run-row.ts";

const KEY = "toolloop.list-seen-at";
const BAD = ["failed", "timeout", "orphaned"] as const;
const DAY_MS = 86_400_000;

/**
 * How many runs ended badly, within a day, since this browser last left the run list. `onList` says that it is being
 * looked at now: what it shows counts as seen once it is left.
 */
export function useUnseenFailures(onList: boolean): number {
  const [failures, setFailures] = useState<ReadonlyMap<string, number>>(new Map());
  const [since, setSince] = useState<number>();
  useEffect(() => {
    setSince(seenAt());
    const abort = new AbortController();
    fetchRuns(statusQuery(BAD, 50), abort.signal).then(
      (runs) => setFailures((old) => new Map([...runs.map(entryOf), ...old])),
      () => {}, // A badge that cannot be read is no badge.
    );
    return () => abort.abort();
  }, []);
  useEffect(() => {
    if (!onList) return;
    const leave = () => {
      try {
        localStorage.setItem(KEY, new Date().toISOString());
      } catch {
        // Without storage a failure stays new for a day.
      }
      setSince(Date.now());
    };
    const onVisibility = () => document.visibilityState === "hidden" && leave();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      leave();
    };
  }, [onList]);
  useStreamMessages((m) => {
    if (m.type === "run.changed" && BAD.some((s) => s === m.run.status))
      setFailures((old) => new Map(old).set(m.run.runId, Date.parse(m.run.finishedAt ?? m.run.createdAt)));
  });
  if (since === undefined) return 0;
  return [...failures.values()].filter((at) => at > since).length;
}

function entryOf(run: RunRow): [string, number] {
  return [run.id, Date.parse(run.finishedAt ?? run.createdAt)];
}

function seenAt(): number {
  const day = Date.now() - DAY_MS;
  try {
    return Math.max(day, Date.parse(localStorage.getItem(KEY) ?? "") || 0);
  } catch {
    return day;
  }
}
