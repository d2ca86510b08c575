"use client";

import type { SlotState } from "@codex-toolloop/protocol";
import { useFacts } from "./frame/facts.tsx";
import { SlotCells } from "./frame/slots-meter.tsx";

export interface Forecast {
  what: "now" | "queue" | "refused";
  text: string;
}

/** What the Start button would do at this moment. Pure. */
export function forecast(slots: SlotState, onLimit: "reject" | "queue", readOnly: boolean): Forecast {
  if (readOnly) return { what: "refused", text: "Refused: this dashboard is read-only." };
  // With runs waiting, a free slot belongs to the first of them.
  if (slots.running < slots.limit && slots.queued === 0) return { what: "now", text: "Starts now." };
  const full = `${slots.running} of ${slots.limit} slots are taken`;
  if (onLimit === "reject") return { what: "refused", text: `Would be refused: ${full}.` };
  if (slots.queued >= slots.maxQueued)
    return { what: "refused", text: `Would be refused: ${full}, and the queue is full with ${slots.queued}.` };
  return { what: "queue", text: `Waits at position ${slots.queued + 1}: ${full}.` };
}

const COLOUR = { now: "text-success", queue: "text-queued", refused: "text-timeout" } as const;

/** The slots meter beside the Start button, live, and what it means for this start. */
export function StartForecast({ onLimit }: { onLimit: "reject" | "queue" }) {
  const { slots, readOnly } = useFacts();
  const { what, text } = forecast(slots, onLimit, readOnly);
  return (
    <p role="status" data-forecast={what} className="flex items-center gap-2">
      <SlotCells running={slots.running} limit={slots.limit} />
      <span className={`font-medium ${COLOUR[what]}`}>{text}</span>
    </p>
  );
}
