import { z } from "zod";
import type { Outcome } from "./map/map-message.ts";

/** After its last subagent ended, Claude takes the news up at once. One that is silent for so long has nothing to say. */
const QUIET_MS = 10_000;

const Work = z.union([
  z.looseObject({ type: z.enum(["stream_event", "assistant"]) }),
  z.looseObject({ type: z.literal("system"), subtype: z.literal("status"), status: z.literal("requesting") }),
]);

/**
 * When there is nothing more to come: all that we said was answered, and no subagent works in the background. While one
 * does, Claude goes on by itself after its result, and needs us for permissions until the next one.
 */
export function createEnding(of: { isAnswered(outcome: Outcome): boolean; agents(): number; end(): void }) {
  let isAnswered = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    /** Looks at a message of Claude's, and at how it ends what we said. */
    heard(message: unknown, outcome: Outcome | undefined): void {
      clearTimeout(timer);
      if (outcome) isAnswered = of.isAnswered(outcome);
      else if (Work.safeParse(message).success) isAnswered = false;
      if (!isAnswered) return;
      if (outcome?.status === "interrupted" || (outcome && of.agents() === 0)) of.end();
      else if (of.agents() === 0) timer = setTimeout(of.end, QUIET_MS);
    },
    cancel(): void {
      clearTimeout(timer);
    },
  };
}
