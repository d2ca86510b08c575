import { z } from "zod";
import type { AnyEvent } from "./events.ts";
import type { RunSummary, SlotState } from "./http.ts";

/** An event with the byte offsets of its line in `events.jsonl`; `end` is its SSE id. */
export interface PlacedEvent {
  offset: number;
  end: number;
  event: AnyEvent;
}
/** Shape check only: an event was parsed where it was read. */
export const AnyEventSchema = z.custom<PlacedEvent>(
  (v) => typeof v === "object" && v !== null && "offset" in v && "end" in v && "event" in v,
);

/**
 * Messages of `GET /api/events`, the one stream a browser holds. With `?run=<id>@<offset>` (repeatable) it also carries
 * that run's events from that byte offset, so that any number of tabs share one connection.
 */
export type StreamMessage =
  | { type: "hello"; serverId: string; slots: SlotState; readOnly: boolean; holder?: string | undefined }
  | { type: "run.changed"; run: RunSummary }
  | { type: "run.removed"; runId: string }
  /** Sessions or the list of workspaces changed; read again what is shown of them. */
  | { type: "sessions.changed"; workspaceId: string }
  | { type: "workspaces.changed" }
  | { type: "slots.changed"; slots: SlotState }
  | { type: "authority.changed"; readOnly: boolean; holder?: string | undefined }
  | { type: "run.events"; runId: string; from: number; to: number; events: PlacedEvent[] }
  | { type: "run.log"; runId: string; size: number }
  | { type: "run.complete"; runId: string; eventsSize: number; logSize: number };
