"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { isErrorEvent } from "../../../lib/run-view/fold-overview.ts";
import type { LoadedEvent } from "../../../lib/run-view/merge-deltas.ts";
import { summarizeEvent } from "../../../lib/run-view/summarize-event.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { CopyButton } from "../copy-button.tsx";
import { JsonView } from "../json-view.tsx";

/** One event in a line; its JSON when opened. */
export const EventRow = memo(function EventRow({
  placed,
  marked,
  open,
  toggle,
}: {
  placed: LoadedEvent;
  marked: boolean;
  open: boolean;
  toggle(offset: number): void;
}) {
  const { event: e, offset } = placed;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div
      id={`e-${offset}`}
      data-offset={offset}
      data-seq={e.seq}
      data-testid="event"
      data-marked={marked || undefined}
      className={`border-b border-line ${marked ? "bg-warn-bg outline-1 -outline-offset-1 outline-warn-line" : ""}`}
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => toggle(offset)}
        className="flex w-full items-center gap-2 px-2 py-0.5 text-left text-[12.5px] hover:bg-raised"
      >
        <Chevron aria-hidden className="size-3.5 shrink-0 text-muted" />
        <span className="w-12 shrink-0 text-right font-mono text-[11.5px] text-muted">{e.seq}</span>
        <span
          className="hidden w-20 shrink-0 text-right font-mono text-[11.5px] text-muted md:inline"
          title={`byte ${offset}`}
        >
          {offset.toLocaleString("en")}
        </span>
        <span className="ml-2 hidden w-26 shrink-0 font-mono text-[11.5px] text-muted sm:inline" title={e.at}>
          {e.at.slice(11, 23)}
        </span>
        <span
          className={`w-40 shrink-0 truncate font-mono text-[12px] ${isErrorEvent(e) ? "text-failed" : "text-accent"}`}
        >
          {visibleText(e.type.slice(0, 60))}
        </span>
        <span className="hidden w-24 shrink-0 truncate text-muted lg:inline" title={visibleText(e.stepId ?? "")}>
          {visibleText(e.stepId ?? "")}
        </span>
        <span className="min-w-0 grow truncate">
          {placed.merged ? <span className="text-muted">{placed.merged} pieces · </span> : null}
          {visibleText(summarizeEvent(e))}
        </span>
      </button>
      {open ? (
        <div className="space-y-1 px-3 pb-2 pl-8">
          {placed.merged ? (
            <p className="text-[12px] text-muted">
              {placed.merged} lines of events.jsonl, each with a piece of this, put together by this page
            </p>
          ) : null}
          <JsonView value={e.unknown ? e.raw : e} />
          <p className="flex gap-2">
            <CopyButton text={JSON.stringify(e.unknown ? e.raw : e)} label="Copy JSON" variant="ghost" iconOnly />
            <a href={`#e-${offset}`} className="text-[12px] text-muted underline underline-offset-2 hover:text-fg">
              link to this event
            </a>
          </p>
        </div>
      ) : null}
    </div>
  );
});

/** What the columns of `EventRow` are. */
export function EventColumns() {
  return (
    <div
      aria-hidden
      className="flex shrink-0 items-center gap-2 border-x border-b border-line bg-panel px-2 py-0.5 text-[11.5px] text-muted"
    >
      <span className="w-3.5 shrink-0" />
      <span className="w-12 shrink-0 text-right">No.</span>
      <span className="hidden w-20 shrink-0 text-right md:inline">Byte</span>
      <span className="ml-2 hidden w-26 shrink-0 sm:inline">Time (UTC)</span>
      <span className="w-40 shrink-0">Type</span>
      <span className="hidden w-24 shrink-0 lg:inline">Step</span>
      <span className="min-w-0 grow">Content</span>
    </div>
  );
}
