import type { RunStatus } from "@codex-toolloop/protocol";

const CIRCLE = "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0";

/**
 * The icons of the states, one path each: fifty of them travel with every list. Drawn as lucide (ISC) draws clock,
 * loader-circle, circle-check, circle-x, ban, hourglass and unlink.
 */
export const STATUS_SHAPES = {
  queued: `${CIRCLE}M12 6v6l4 2`,
  running: "M21 12a9 9 0 1 1-6.219-8.56",
  success: `${CIRCLE}M16 9l-5.5 5.5L8 12`,
  failed: `${CIRCLE}M15 9l-6 6M9 9l6 6`,
  canceled: `${CIRCLE}M4.929 4.929 19.07 19.071`,
  timeout:
    "M5 22h14M5 2h14M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2",
  orphaned:
    "M18.84 12.25l1.72-1.71h-.02a5.004 5.004 0 0 0-.12-7.07 5.006 5.006 0 0 0-6.95 0l-1.72 1.71M5.17 11.75l-1.71 1.71a5.004 5.004 0 0 0 .12 7.07 5.006 5.006 0 0 0 6.95 0l1.71-1.71M8 2v3M2 8h3M16 19v3M19 16h3",
} as const satisfies Record<RunStatus, string>;

/** A raised hand: a running run that waits for a decision. */
export const WAITS_SHAPE =
  "M18 11V6a2 2 0 0 0-4 0M14 10V4a2 2 0 0 0-4 0v2M10 10.5V6a2 2 0 0 0-4 0v8M18 8a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.86-5.99-2.34l-3.6-3.6a2 2 0 0 1 2.83-2.82L7 15";
