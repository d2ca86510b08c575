"use client";

import { formatBytes } from "@codex-toolloop/protocol";
import { ArrowDownToLine, ArrowUpToLine, CircleAlert, LoaderCircle } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../button.tsx";
import { useCalmRunView, useRunView, useRunViewStore } from "../run-view-provider.tsx";
import { ScrollRow } from "../scroll-row.tsx";
import { FindBar } from "./find-bar.tsx";
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
  const [scrub, setScrub] = useState<number>();
  const percent = scrub ?? (at === "end" || range.size === 0 ? 100 : Math.min(100, (at / range.size) * 100));
  const release = () => {
    if (scrub === undefined) return;
    void store.jumpToFraction(scrub / 100);
    setScrub(undefined);
  };
  return (
    <ScrollRow count={8} shade="from-panel" className={TOOLBAR_CLASS}>
      <Button variant="ghost" className="h-7 px-2" title="First event" onClick={() => void store.jumpTo(0)}>
        <ArrowUpToLine aria-hidden className="size-3.5" />
        <span className="sr-only">First event</span>
      </Button>
      <label className="flex items-center gap-1.5 text-muted">
        <span className="sr-only">Position in the events</span>
        <input
          type="range"
          min={0}
          max={100}
          step={0.1}
          value={percent}
          onChange={(e) => setScrub(Number(e.target.value))}
          onPointerUp={release}
          onKeyUp={release}
          onBlur={release}
          className="h-1.5 w-28 accent-[var(--accent)] @4xl:w-44"
          aria-valuetext={`${percent.toFixed(1)} % of ${formatBytes(range.size)}`}
        />
        <span className="w-11 text-right font-mono tabular-nums">{percent.toFixed(percent >= 99.95 ? 0 : 1)}%</span>
      </label>
      <Button variant="ghost" className="h-7 px-2" title="Newest event" onClick={() => void store.jumpToEnd()}>
        <ArrowDownToLine aria-hidden className="size-3.5" />
        <span className="sr-only">Newest event</span>
      </Button>
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
