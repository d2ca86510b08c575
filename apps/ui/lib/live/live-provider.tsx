"use client";

import type { StreamMessage } from "@codex-toolloop/protocol";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { ConnectionState } from "./stream-messages.ts";
import { TabStream } from "./tab-stream.ts";

const StreamContext = createContext<TabStream | null>(null);

/** Holds the tab's stream for everything below it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [stream] = useState(() => new TabStream());
  useEffect(() => {
    stream.start();
    return () => stream.close();
  }, [stream]);
  return <StreamContext.Provider value={stream}>{children}</StreamContext.Provider>;
}

/** The tab's stream; null outside of a provider (component tests), where everything still renders. */
export function useStream(): TabStream | null {
  return useContext(StreamContext);
}

/** Calls back for every stream message while mounted. */
export function useStreamMessages(onMessage: (message: StreamMessage) => void): void {
  const stream = useStream();
  const latest = useRef(onMessage);
  useEffect(() => {
    latest.current = onMessage;
  });
  useEffect(() => stream?.listen((m) => latest.current(m)), [stream]);
}

/** `live`, `reconnecting`, `paused` while hidden. */
export function useConnectionState(): ConnectionState {
  const stream = useStream();
  return useSyncExternalStore(
    (on) => stream?.onState(on) ?? (() => {}),
    () => stream?.state ?? "connecting",
    () => "connecting",
  );
}
