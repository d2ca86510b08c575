"use client";

import type { SlotState, StreamMessage } from "@codex-toolloop/protocol";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useStreamMessages } from "../../lib/live/live-provider.tsx";

/** What every page shows of the dashboard itself. */
export interface Facts {
  slots: SlotState;
  readOnly: boolean;
  /** Who supervises the store, when it is not this dashboard. */
  holder?: string | undefined;
  /** Why nothing can be started, where it is not another dashboard. */
  why?: string | undefined;
  settingErrors: string[];
}

const NONE: Facts = { slots: { running: 0, limit: 0, queued: 0, maxQueued: 0 }, readOnly: false, settingErrors: [] };
const FactsContext = createContext<Facts>(NONE);

/** The facts after one stream message. Pure. */
export function nextFacts(facts: Facts, m: StreamMessage): Facts {
  if (m.type === "slots.changed") return { ...facts, slots: m.slots };
  if (m.type !== "hello" && m.type !== "authority.changed") return facts;
  const why = m.readOnly ? facts.why : undefined;
  const next = { ...facts, readOnly: m.readOnly, holder: m.holder, why };
  return m.type === "hello" ? { ...next, slots: m.slots } : next;
}

/** Keeps slots and authority live for everything below. `initial` is what the server rendered, and wins when it is new. */
export function FactsProvider({ initial, children }: { initial: Facts; children: ReactNode }) {
  const [{ facts, seed }, set] = useState({ facts: initial, seed: initial });
  const shown = seed === initial ? facts : initial;
  if (seed !== initial) set({ facts: initial, seed: initial });
  useStreamMessages((m) =>
    set((s) => {
      const facts = nextFacts(s.facts, m);
      return facts === s.facts ? s : { ...s, facts };
    }),
  );
  return <FactsContext.Provider value={shown}>{children}</FactsContext.Provider>;
}

/** Slots and authority, live. */
export function useFacts(): Facts {
  return useContext(FactsContext);
}
