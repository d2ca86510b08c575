"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useStream, useStreamMessages } from "../../lib/live/live-provider.tsx";
import { readWithoutStream } from "../../lib/live/read-without-stream.ts";
import { httpSource, type RunSource } from "../../lib/run-view/fetch-run.ts";
import { pacedFrames } from "../../lib/run-view/paced-frames.ts";
import type { RunViewInitial, RunViewSnapshot } from "../../lib/run-view/run-view-snapshot.ts";
import { RunViewStore } from "../../lib/run-view/run-view-store.ts";
import { useCalm } from "../../lib/run-view/use-calm.ts";
import "./run-view.css";

interface RunView {
  store: RunViewStore;
  /** What the server rendered: a part that comes alive later than the first events must begin with it. */
  rendered: RunViewSnapshot;
  source: RunSource;
}
const Context = createContext<RunView | null>(null);

/** Holds what this page shows of a run, and keeps it live. */
export function RunViewProvider({ initial, children }: { initial: RunViewInitial; children: ReactNode }) {
  const router = useRouter();
  const stream = useStream();
  const [view] = useState((): RunView => {
    const source = httpSource(initial.run.runId);
    const store = new RunViewStore({
      initial,
      source,
      schedule: pacedFrames(),
      onFinal: () => router.refresh(),
    });
    return { source, store, rendered: store.snapshot };
  });
  const { store } = view;
  // The server's own render may know more than the stream said: the receipt, a status found at a check.
  useEffect(() => store.setRun(initial.run), [store, initial.run]);
  useStreamMessages((message) => store.handle(message));
  useEffect(() => {
    if (!stream || store.snapshot.complete) return;
    const { runId } = store.snapshot.run;
    const unfollow = stream.follow(runId, () => store.feed.next);
    const offState = stream.onState(() => {
      if (stream.state === "live") void store.feed.catchUp();
    });
    void store.feed.catchUp();
    const stopReading = readWithoutStream(stream, async (signal) => store.takeDetail(await view.source.detail(signal)));
    return () => {
      unfollow();
      offState();
      stopReading();
    };
  }, [stream, store, view.source]);
  return <Context.Provider value={view}>{children}</Context.Provider>;
}

export function useRunViewStore(): RunViewStore {
  return useView().store;
}

export function useRunSource(): RunSource {
  return useView().source;
}

/** A part of what the run's page knows; renders again only when that part changes. */
export function useRunView<T>(select: (s: RunViewSnapshot) => T): T {
  const { store, rendered } = useView();
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.snapshot),
    () => select(rendered),
  );
}

/** As `useRunView`, for what stands beside the list: a burst of events renders it four times a second. */
export function useCalmRunView<T>(select: (s: RunViewSnapshot) => T): T {
  const { store, rendered } = useView();
  return useCalm(
    store.subscribe,
    () => select(store.snapshot),
    () => select(rendered),
  );
}

function useView(): RunView {
  const view = useContext(Context);
  if (!view) throw new Error("Only below RunViewProvider.");
  return view;
}
