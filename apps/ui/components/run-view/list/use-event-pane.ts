"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useRunView, useRunViewStore } from "../run-view-provider.tsx";
import type { PaneHandle } from "./use-pane-scroll.ts";
import { usePlaceLink } from "./use-place-link.ts";

interface Placed {
  offset: number;
  /** Of a row that several events made. */
  lastOffset?: number;
}

/** Stops to load on its own once so many events make hardly any rows (a filter, or thousands of deltas of one item). */
const AUTO_LOAD_MAX = 6000;

/** What the Transcript and the Events list share: following the end, loading at both ends, going where a jump points. */
export function useEventPane<T extends Placed>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  holds: (row: T, offset: number) => boolean,
) {
  const store = useRunViewStore();
  const range = useRunView((s) => s.range);
  const target = useRunView((s) => s.target);
  const lastSeq = useRunView((s) => s.lastSeq);
  const handle = useRef<PaneHandle | null>(null);
  const [following, setFollowing] = useState(true);
  // The newest event seen. It becomes state only when the end is left: following it costs no render of its own.
  const newest = useRef(lastSeq);
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  const [marked, setMarked] = useState<number>();
  const [at, setAt] = useState<number | "end">("end");
  const done = useRef(0);

  usePlaceLink(
    "e",
    useCallback((offset) => void store.jumpTo(offset, true), [store]),
  );

  useEffect(() => {
    if (!target || target.n === done.current) return;
    if (target.offset === "end") {
      done.current = target.n;
      setMarked(undefined);
      setFollowing(true);
      return handle.current?.scrollToEnd();
    }
    const { offset } = target;
    const row = rows.find((r) => holds(r, offset)) ?? rows.find((r) => r.offset >= offset);
    if (!row) return;
    done.current = target.n;
    setFollowing(false);
    setSeenSeq(newest.current);
    setMarked(target.highlight ? offset : undefined);
    handle.current?.scrollToKey(keyOf(row), target.highlight ? "center" : "start");
  }, [target, rows, holds, keyOf]);

  const follow = following && range.atEnd;
  return {
    marked,
    /** Place in the file, for the scrubber. */
    at,
    pane: {
      handle,
      follow,
      unseen: follow ? 0 : Math.max(0, lastSeq - seenSeq),
      onBackToEnd: () => void store.jumpToEnd(),
      onRange: (top: T | undefined, last: T | undefined, atEnd: boolean) => {
        const isFollowing = atEnd && range.atEnd;
        const to = last?.lastOffset ?? last?.offset ?? 0;
        store.setVisible({ from: top?.offset ?? 0, to, events: last?.lastOffset === undefined }, isFollowing);
        setFollowing(isFollowing);
        if (isFollowing) newest.current = lastSeq;
        else setSeenSeq(newest.current);
        setAt(isFollowing ? "end" : (top?.offset ?? 0));
      },
      onNearStart: () => {
        if (store.snapshot.events.length < AUTO_LOAD_MAX) void store.loadBefore();
      },
      onNearEnd: () => {
        if (store.snapshot.events.length < AUTO_LOAD_MAX) void store.loadAfter();
      },
    },
  };
}
