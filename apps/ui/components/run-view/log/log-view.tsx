"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { LogRow } from "../../../lib/run-view/log-rows.ts";
import { LogStore } from "../../../lib/run-view/log-store.ts";
import { timeAt } from "../../../lib/run-view/log-times.ts";
import type { PaneHandle } from "../list/use-pane-scroll.ts";
import { placeInAddress, usePlaceLink } from "../list/use-place-link.ts";
import { VirtualPane } from "../list/virtual-pane.tsx";
import { useRunSource, useRunView } from "../run-view-provider.tsx";
import { LogLine } from "./log-line.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import { useLogTimes } from "./use-log-times.ts";

const keyOf = (r: LogRow) => String(r.offset);

/** output.log, of any size: the part in sight is read by byte offset. */
export function LogView() {
  const source = useRunSource();
  const size = useRunView((s) => s.logSize);
  const final = useRunView((s) => isFinal(s.run.status));
  const complete = useRunView((s) => s.complete);
  const [store] = useState(() => new LogStore(source));
  const {
    window: log,
    target,
    error,
    loading,
  } = useSyncExternalStore(
    store.subscribe,
    () => store.snapshot,
    () => store.snapshot,
  );
  const [wrap, setWrap] = useState(true);
  const [timed, setTimed] = useState(false);
  const times = useLogTimes(source, timed, log, final);
  const [following, setFollowing] = useState(true);
  const [paused, setPaused] = useState(false);
  const [marked, setMarked] = useState<number>();
  const [at, setAt] = useState(0);
  const handle = useRef<PaneHandle | null>(null);
  const done = useRef(0);
  const follow = following && !paused;

  const go = useCallback(
    (offset: number) => {
      setMarked(offset);
      void store.to(offset);
    },
    [store],
  );
  useEffect(() => {
    if (placeInAddress("o") === undefined) void store.toEnd();
  }, [store]);
  usePlaceLink("o", go);
  // `complete`: the last, unfinished line is served only once the run has ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: complete is a reason to read on.
  useEffect(() => void store.grew(size, follow), [store, size, follow, complete]);
  useEffect(() => {
    if (!target || target.n === done.current) return;
    done.current = target.n;
    if (target.offset === "end") return handle.current?.scrollToEnd();
    const { offset } = target;
    const row = log.rows.find((r) => r.offset <= offset && offset < r.end) ?? log.rows[0];
    setFollowing(false);
    if (row) handle.current?.scrollToKey(keyOf(row), "center");
  }, [target, log]);

  return (
    <>
      <LogToolbar
        log={log}
        size={Math.max(size, log.size)}
        at={at}
        final={final}
        loading={loading}
        error={error}
        wrap={wrap}
        setWrap={setWrap}
        timed={timed}
        setTimed={setTimed}
        paused={paused}
        setPaused={setPaused}
        go={go}
        goFraction={(f) => void (f >= 1 ? store.toEnd() : store.to(Math.floor(f * Math.max(size, log.size))))}
      />
      <VirtualPane<LogRow>
        handle={handle}
        label="Log"
        rows={log.rows}
        keyOf={keyOf}
        estimate={(r) => (wrap ? 18 * Math.max(1, Math.ceil(r.text.length / 150)) : 18)}
        render={(r) => (
          <LogLine
            row={r}
            wrap={wrap}
            marked={marked !== undefined && r.offset <= marked && marked < r.end}
            time={timed ? (timeAt(times, r.offset) ?? "") : undefined}
          />
        )}
        onRange={(first, last, atEnd) => {
          // A follower at the end of what was read goes on: the rest is on its way.
          const end = atEnd && (following || log.end >= Math.max(size, log.size));
          setFollowing(end);
          setAt(end ? Math.max(size, log.size) : (first?.offset ?? last?.offset ?? 0));
        }}
        onNearStart={() => void store.before()}
        onNearEnd={() => {
          if (!paused) void store.after();
        }}
        follow={follow}
        unseen={follow ? 0 : Math.ceil(Math.max(0, size - log.end) / 80)}
        onBackToEnd={() => {
          setPaused(false);
          void store.toEnd();
        }}
        empty={
          <p className="px-4 py-12 text-center text-muted">
            {error ?? (loading ? "Reading…" : final ? "Nothing was printed." : "Nothing was printed yet.")}
          </p>
        }
        className="rounded-b-md border border-t-0 border-line bg-code"
        wide={!wrap}
      />
    </>
  );
}
