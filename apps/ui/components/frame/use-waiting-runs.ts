"use client";

import { useEffect, useState } from "react";
import { useStreamMessages } from "../../lib/live/live-provider.tsx";
import { fetchRuns, statusQuery } from "../../lib/live/use-live-runs.ts";
import { toRunRow } from "../../lib/run-row.ts";

/** How many runs wait for a person's decision, live. */
export function useWaitingRuns(): number {
  const [waiting, setWaiting] = useState<ReadonlyMap<string, boolean>>(new Map());
  useEffect(() => {
    const abort = new AbortController();
    fetchRuns(statusQuery(["running"], 100), abort.signal).then(
      // What the stream has said meanwhile is newer.
      (runs) => setWaiting((old) => new Map([...runs.map((r) => [r.id, r.waits !== undefined] as const), ...old])),
      () => {}, // A badge that cannot be read is no badge.
    );
    return () => abort.abort();
  }, []);
  useStreamMessages((m) => {
    if (m.type !== "run.changed" && m.type !== "run.removed") return;
    const [id, waits] =
      m.type === "run.removed" ? [m.runId, false] : [m.run.runId, toRunRow(m.run).waits !== undefined];
    setWaiting((old) => ((old.get(id) ?? false) === waits ? old : new Map(old).set(id, waits)));
  });
  return [...waiting.values()].filter(Boolean).length;
}
