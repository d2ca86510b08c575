"use client";

import { Pause, Radio, RefreshCw, WifiOff } from "lucide-react";
import { useConnectionState } from "../../lib/live/live-provider.tsx";

const LOOK = {
  connecting: { icon: RefreshCw, word: "connecting", className: "text-muted", help: "Opening the live stream." },
  live: { icon: Radio, word: "live", className: "text-success", help: "Changes appear by themselves." },
  reconnecting: {
    icon: WifiOff,
    word: "reconnecting",
    className: "text-timeout",
    help: "The dashboard does not answer. What you see may be old; nothing is lost, it catches up by itself.",
  },
  polling: {
    icon: RefreshCw,
    word: "asking",
    className: "text-timeout",
    help: "The live stream does not get through. This page asks every two seconds instead: nothing is lost, and it goes live again by itself.",
  },
  paused: {
    icon: Pause,
    word: "paused",
    className: "text-muted",
    help: "Nothing is fetched while this tab is hidden.",
  },
} as const;

/** Whether this page follows what happens. */
export function ConnectionState() {
  const state = useConnectionState();
  const { icon: Icon, word, className, help } = LOOK[state];
  return (
    <span
      role="status"
      title={help}
      data-connection={state}
      className={`no-script:hidden inline-flex items-center gap-1.5 px-1 text-xs font-medium ${className}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
