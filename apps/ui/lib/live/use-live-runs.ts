"use client";

import { isFinal, RunSummary } from "@codex-toolloop/protocol";
import { useEffect, useState } from "react";
import { z } from "zod";
import { type RunRow, toRunRow } from "../run-row.ts";
import { useStreamMessages } from "./live-provider.tsx";

const Answer = z.object({ items: z.array(RunSummary) });

/** One read of the run list. Throws with a sentence where it is refused. */
export async function fetchRuns(query: URLSearchParams, signal?: AbortSignal): Promise<RunRow[]> {
  const response = await fetch(`/api/runs?${query}`, signal ? { signal } : {});
  if (!response.ok) throw new Error(`The dashboard answered ${response.status}.`);
  return Answer.parse(await response.json()).items.map(toRunRow);
}

/** The query for runs in any of these states. */
export function statusQuery(status: readonly string[], limit: number): URLSearchParams {
  const query = new URLSearchParams(status.map((s) => ["status", s]));
  query.set("limit", String(limit));
  return query;
}

/**
 * Runs that run or wait, running ones first, kept live while `active`. `undefined` until the first answer; `error` says
 * why there is none.
 */
export function useLiveRuns(active: boolean): { runs: RunRow[] | undefined; error: string | undefined } {
  const [runs, setRuns] = useState<RunRow[]>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (!active) return;
    const abort = new AbortController();
    fetchRuns(statusQuery(["running", "queued"], 100), abort.signal).then(
      (found) => {
        setRuns(found.sort(byState));
        setError(undefined);
      },
      (e: unknown) => abort.signal.aborted || setError(e instanceof Error ? e.message : String(e)),
    );
    return () => abort.abort();
  }, [active]);
  useStreamMessages((m) => {
    if (!active || m.type !== "run.changed") return;
    const row = toRunRow(m.run);
    setRuns((old) => {
      const others = (old ?? []).filter((r) => r.id !== row.id);
      return isFinal(row.status) ? others : [...others, row].sort(byState);
    });
  });
  return { runs, error };
}

function byState(a: RunRow, b: RunRow): number {
  if (a.status !== b.status) return a.status === "running" ? -1 : 1;
  return a.createdAt < b.createdAt ? -1 : 1;
}
