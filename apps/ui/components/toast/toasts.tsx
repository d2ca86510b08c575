"use client";

import { usePathname } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { useConnectionState, useStreamMessages } from "../../lib/live/live-provider.tsx";
import { approvalToast, BACK, HELD, isShown, LOST, runToast, type Toast, withoutAnswered, withToast } from "./toast.ts";
import { ToastItem } from "./toast-item.tsx";

/** A break shorter than this is nobody's business. Milliseconds. */
const LOST_AFTER = 3_000;

/** Says quietly what happened elsewhere: a run of this user that ended or waits for a decision, a connection that was lost and came back. */
export function Toasts({ user }: { user: string }) {
  const pathname = usePathname();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const told = useRef(new Set<string>());
  const add = useCallback((toast: Toast) => setToasts((old) => withToast(old, toast)), []);
  const dismiss = useCallback((key: string) => setToasts((old) => old.filter((t) => t.key !== key)), []);
  useStreamMessages((m) => {
    if (m.type !== "run.changed") return;
    setToasts((old) => withoutAnswered(old, m.run));
    const session = document.querySelector<HTMLElement>("[data-shows-session]")?.dataset.showsSession;
    const at = { user, pathname, session, now: Date.now() };
    for (const toast of [runToast(m.run, at), approvalToast(m.run, at)]) {
      if (!toast || told.current.has(toast.key)) continue;
      told.current.add(toast.key);
      if (document.visibilityState === "visible") add(toast);
    }
  });
  useLostConnection(add);
  const shown = toasts.filter((t) => !isShown(pathname, t.runId ?? t.key));
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      data-testid="toasts"
      className="pointer-events-none fixed right-3 bottom-18 left-3 z-40 flex flex-col items-end gap-2 md:right-4 md:bottom-16 md:left-auto"
    >
      {shown.map((toast) => (
        <ToastItem key={`${toast.key} ${toast.title}`} toast={toast} dismiss={dismiss} />
      ))}
    </section>
  );
}

function useLostConnection(add: (toast: Toast) => void): void {
  const state = useConnectionState();
  const lost = useRef(false);
  useEffect(() => {
    if (state === "live" && lost.current) {
      lost.current = false;
      add(BACK);
    }
    if (state !== "reconnecting") return;
    const timer = setTimeout(() => {
      if (!lost.current) add(LOST);
      lost.current = true;
    }, LOST_AFTER);
    // A form that cannot arrive would take its page, and what was typed into it, along with the failed request.
    // One marked `data-own-answer` says by itself that nobody answered.
    const hold = (e: SubmitEvent) => {
      if (e.target instanceof Element && e.target.matches("[data-own-answer]")) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      lost.current = true;
      add(HELD);
    };
    window.addEventListener("submit", hold, { capture: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("submit", hold, { capture: true });
    };
  }, [state, add]);
}
