"use client";

import { Popover } from "radix-ui";
import { useState } from "react";
import { useFacts } from "./facts.tsx";
import { SlotsPopover } from "./slots-popover.tsx";

/** "2 of 4 running · 3 queued"; a click shows what runs. Without JavaScript it is plain text. */
export function SlotsMeter() {
  const { slots } = useFacts();
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="inline-flex h-8 items-center gap-2 rounded-md border border-line bg-panel px-2.5 text-xs font-medium whitespace-nowrap hover:bg-raised">
        <SlotCells running={slots.running} limit={slots.limit} />
        <span>
          {slots.running} of {slots.limit}
          {/* Beside a queue the word has no room in a narrow bar. */}
          <span className={slots.queued > 0 ? "max-sm:sr-only" : ""}> running</span>
          {slots.queued > 0 ? <span className="text-muted"> · {slots.queued} queued</span> : null}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="What runs"
          className="z-40 w-[min(26rem,calc(100vw-1rem))] rounded-lg border border-line-strong bg-panel shadow-xl"
        >
          <SlotsPopover slots={slots} onLeave={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** One cell a slot, filled where it is taken; a plain bar beyond twelve. */
export function SlotCells({ running, limit }: { running: number; limit: number }) {
  if (limit > 12)
    return (
      <span aria-hidden className="h-2 w-16 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-running" style={{ width: `${Math.min(100, (running / limit) * 100)}%` }} />
      </span>
    );
  return (
    <span aria-hidden className="flex gap-0.5">
      {Array.from({ length: limit }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place
        <span key={i} className={`h-3 w-1.5 rounded-xs ${i < running ? "bg-running" : "bg-line-strong/60"}`} />
      ))}
    </span>
  );
}
