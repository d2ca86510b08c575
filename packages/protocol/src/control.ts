import { z } from "zod";
import { Instant } from "./ids.ts";

/** One line of `control.jsonl`: what a person asked of a live run. */
export const ControlLine = z.discriminatedUnion("type", [
  z.object({
    v: z.literal(1),
    at: Instant,
    by: z.string(),
    type: z.literal("stop"),
    reason: z.enum(["stop_requested", "shutdown"]),
    /** No grace: everything is killed at once. Such a line may follow another stop line. */
    force: z.literal(true).optional(),
  }),
  z.object({
    v: z.literal(1),
    at: Instant,
    by: z.string(),
    type: z.literal("approval"),
    approvalId: z.string(),
    decision: z.string(),
    comment: z.string().optional(),
  }),
  z.object({ v: z.literal(1), at: Instant, by: z.string(), type: z.literal("steer"), text: z.string() }),
]);
export type ControlLine = z.infer<typeof ControlLine>;
