"use client";

import type { AnyEvent } from "@codex-toolloop/protocol";
import { useRef, useState } from "react";
import { eventText } from "../../../lib/run-view/event-text.ts";
import { isErrorEvent } from "../../../lib/run-view/fold-overview.ts";
import { MARKS_MAX } from "../../../lib/run-view/overview.ts";
import { scanEvents } from "../../../lib/run-view/scan-events.ts";
import { useRunSource, useRunView, useRunViewStore } from "../run-view-provider.tsx";

export interface Scan {
  busy: boolean;
  /** False once it is known that this run has none. */
  hasErrors: boolean;
  message: string;
  nextError(): void;
  find(text: string, direction: 1 | -1): void;
  cancel(): void;
}

/** Looks for an event from the present place on, in what is loaded first, then further through the file, bounded. */
export function useScan(): Scan {
  const store = useRunViewStore();
  const source = useRunSource();
  const marks = useRunView((s) => s.overview.marks);
  const partial = useRunView((s) => s.overview.partial);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const last = useRef<{ what: string; offset: number }>(undefined);
  const abort = useRef<AbortController>(undefined);

  const run = async (what: string, matches: (e: AnyEvent) => boolean, direction: 1 | -1, known: number[]) => {
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    const [first] = store.visible;
    // Going on from the last hit of the same question, else from what is in sight.
    const from = last.current?.what === what ? last.current.offset : direction === 1 ? first - 1 : first;
    setBusy(true);
    setMessage("");
    try {
      const scan = (start: number) =>
        scanEvents({
          from: start,
          direction,
          matches,
          known,
          knownIsAll: known.length > 0 && known.length < MARKS_MAX && !partial,
          loaded: store.snapshot.events,
          range: store.snapshot.range,
          read: (where) => source.events(where, controller.signal),
          isCanceled: () => controller.signal.aborted,
        });
      let found = await scan(from);
      // Around the end, as every editor does.
      const wrapped = found.kind === "none" && (direction === -1 || from >= 0);
      if (wrapped) found = await scan(direction === 1 ? -1 : store.snapshot.range.size + 1);
      if (found.kind === "found") {
        last.current = { what, offset: found.offset };
        if (wrapped) setMessage(direction === 1 ? "went on from the beginning" : "went on from the end");
        await store.jumpTo(found.offset, true);
      } else if (found.kind === "none") {
        last.current = undefined;
        setMessage(`${what}: none in this run`);
      } else if (found.kind === "gave-up") {
        last.current = { what, offset: found.offset };
        setMessage(`${what}: not in the next ${found.events.toLocaleString("en")} events; ask again to go on`);
      }
    } catch (error) {
      if (!controller.signal.aborted) setMessage(error instanceof Error ? error.message : String(error));
    } finally {
      if (abort.current === controller) setBusy(false);
    }
  };
  const errors = marks.filter((m) => m.kind === "error").map((m) => m.offset);
  return {
    busy,
    hasErrors: errors.length > 0 || partial || marks.length >= MARKS_MAX,
    message,
    nextError: () => void run("Errors", isErrorEvent, 1, errors),
    find: (text, direction) => {
      const needle = text.toLowerCase();
      void run(`“${text}”`, (e) => eventText(e).toLowerCase().includes(needle), direction, []);
    },
    cancel: () => abort.current?.abort(),
  };
}
