"use client";

import { Bell, BellRing } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { Button } from "../button.tsx";
import { onWatchedRuns, watchedRuns, watchRun } from "./watched-runs.ts";

/**
 * Asks, once and in context, whether the desktop may say that this run has finished. The tab then keeps its stream
 * while it is hidden, until the run is over. `compact` shows the bell alone.
 */
export function NotifyWhenDone({ runId, title, compact = false }: { runId: string; title: string; compact?: boolean }) {
  const supported = useSyncExternalStore(
    () => () => {},
    () => "Notification" in window,
    () => false,
  );
  const on = useSyncExternalStore(
    onWatchedRuns,
    () => watchedRuns().has(runId),
    () => false,
  );
  const [denied, setDenied] = useState(false);
  if (!supported) return null;
  const toggle = async () => {
    if (on) return watchRun(runId, false);
    const answer =
      Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
    setDenied(answer !== "granted");
    if (answer === "granted") watchRun(runId, true);
  };
  const label = denied
    ? "Notifications are blocked for this address; allow them in the browser's site settings"
    : on
      ? "You will be notified; click to turn off"
      : "Notify me when it finishes";
  const Icon = on ? BellRing : Bell;
  return (
    <Button
      variant="ghost"
      aria-pressed={on}
      aria-label={compact ? `${label}: ${title}` : undefined}
      title={label}
      onClick={toggle}
      className={`${compact ? "w-8 px-0!" : ""} ${on ? "text-accent" : ""}`}
    >
      <Icon aria-hidden className="size-4" />
      {compact ? null : denied ? "Notifications are blocked" : on ? "Will notify" : "Notify me when it finishes"}
    </Button>
  );
}
