"use client";

import { formatBytes } from "@codex-toolloop/protocol";
import { CircleAlert, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../button.tsx";
import { useCalmRunView, useRunView, useRunViewStore } from "../run-view-provider.tsx";
import { ScrollRow } from "../scroll-row.tsx";
import { FindBar } from "./find-bar.tsx";
import { ScrubBar } from "./scrub-bar.tsx";
import { TimeJump } from "./time-jump.tsx";
import { TOOLBAR_CLASS } from "./toolbar-class.ts";
import { useScan } from "./use-scan.ts";

/** Where in the file the list is, and the ways to be elsewhere: start, end, percent, time, next error, find. */
export function EventToolbar({ at, children }: { at: number | "end"; children?: ReactNode }) {
  const store = useRunViewStore();
  const range = useCalmRunView((s) => s.range);
  const loading = useRunView((s) => s.loading);
  const error = useRunView((s) => s.error);
  const scan = useScan();
  return (
    <ScrollRow count={8} shade="from-panel" className={TOOLBAR_CLASS}>
      <ScrubBar
        words={{ first: "First event", last: "Newest event", position: "Position in the events" }}
        percent={at === "end" || range.size === 0 ? 100 : Math.min(100, (at / range.size) * 100)}
        size={formatBytes(range.size)}
        onFirst={() => void store.jumpTo(0)}
        onLast={() => void store.jumpToEnd()}
        onScrub={(fraction) => void store.jumpToFraction(fraction)}
      />
      <TimeJump />
      <Button
        variant="ghost"
        className="h-7 px-2"
        onClick={scan.nextError}
        disabled={scan.busy || !scan.hasErrors}
        title={scan.hasErrors ? "Go to the next error" : "No error in this run"}
      >
        <CircleAlert aria-hidden className="size-3.5" />
        Next error
      </Button>
      <FindBar scan={scan} />
      {children}
      <span className="ml-auto flex items-center gap-1.5 text-muted" role="status">
        {error ? <span className="text-failed">{error}</span> : scan.message}
        {loading || scan.busy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
        <span className="font-mono" title="Size of events.jsonl">
          {formatBytes(range.size)}
        </span>
      </span>
    </ScrollRow>
  );
}
