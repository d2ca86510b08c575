import { isFinal, LIMITS, type RunSummary } from "@codex-toolloop/protocol";
import { z } from "zod";
import { json } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Call } from "../http/route.ts";

/** What a question for a log may say. */
const LogQuery = z.strictObject({
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(LIMITS.logSliceMax).default(LIMITS.logSliceDefault),
  tail: z.enum(["0", "1"]).default("0"),
});

/** A redacted slice of a run's output.log by byte offset, or its end with `tail=1`. */
export async function logAnswer(call: Call, { runId, status }: RunSummary): Promise<Response> {
  const { offset, limit, tail } = readQuery(call, LogQuery);
  const { store } = call.dashboard;
  const final = isFinal(status);
  return json(
    tail === "1"
      ? await store.readLogTail(runId, { limit, isFinal: final })
      : await store.readLog(runId, { offset, limit, isFinal: final }),
  );
}
