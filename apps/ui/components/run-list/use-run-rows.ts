"use client";

import { useState } from "react";
import { useStreamMessages } from "../../lib/live/live-provider.tsx";
import { isAhead, type RunRow, toRunRow } from "../../lib/run-row.ts";
import { joinRows } from "./held-rows.ts";
import { useLiveRefresh } from "./use-live-refresh.ts";

/**
 * The rows to show: the server's page, patched in place by the stream, and rendered again when runs come, go or change
 * state. While `held`, no row moves; `pending` says how many wait and `release` lets them in once.
 * @param refreshes false where the page around the rows is kept fresh by itself
 */
export function useRunRows(page: readonly RunRow[], held: boolean, refreshes = true) {
  const [live, setLive] = useState<ReadonlyMap<string, RunRow>>(new Map());
  const [onScreen, setOnScreen] = useState<readonly RunRow[]>(page);
  const [seenPage, setSeenPage] = useState(page);
  const { shown, pending } = joinRows(onScreen, page, live, held);
  if (seenPage !== page || (!held && !sameIds(onScreen, page))) {
    setSeenPage(page);
    if (!held) setOnScreen(page);
    // The page is the later word, except where the stream has seen a run go further while it was being made.
    const onPage = new Map(page.map((r) => [r.id, r]));
    setLive((old) => new Map([...old].filter(([id, row]) => isAhead(row, onPage.get(id)))));
  }
  useStreamMessages((m) => {
    if (m.type === "run.changed") setLive((old) => new Map(old).set(m.run.runId, toRunRow(m.run)));
  });
  useLiveRefresh((m) => {
    if (!refreshes) return false;
    if (m.type === "run.removed") return true;
    if (m.type !== "run.changed") return false;
    const known = shown.find((r) => r.id === m.run.runId);
    return !known || known.status !== m.run.status;
  });
  return { shown, pending, release: () => setOnScreen(page) };
}

function sameIds(a: readonly RunRow[], b: readonly RunRow[]): boolean {
  return a.length === b.length && a.every((r, i) => r.id === b[i]?.id);
}
