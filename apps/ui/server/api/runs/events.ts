import { Instant, isFinal } from "@codex-toolloop/protocol";
import { z } from "zod";
import { json } from "../http/answers.ts";
import { eventStream } from "../http/event-stream.ts";
import { readQuery, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const offset = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Query = z.strictObject({
  from: offset.optional(),
  before: offset.optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
  maxBytes: z.coerce
    .number()
    .int()
    .min(1024)
    .max(4 * 1024 * 1024)
    .optional(),
  seek: z.coerce.number().min(0).max(1).optional(),
  at: Instant.optional(),
});

/**
 * A run's events from a byte offset on: as JSON pages where the client accepts JSON (also `seek` and `at`, answered with
 * an offset), else as an event stream that catches up and then follows; its ids are byte offsets of line ends.
 */
export const events: Route = {
  GET: async (call) => {
    const run = await readRun(call);
    const query = readQuery(call, Query);
    const { store, hub, catalog } = call.dashboard;
    const { runId } = run;
    if (query.seek !== undefined || query.at !== undefined) {
      const to = query.at === undefined ? { fraction: query.seek ?? 0 } : { at: query.at };
      const [found, sizes] = await Promise.all([store.seekEvents(runId, to), store.sizes(runId)]);
      return json({ offset: found, size: sizes.events });
    }
    if (!(call.request.headers.get("accept") ?? "").includes("text/event-stream")) {
      const { from, before, limit, maxBytes } = query;
      return json(
        await store.readEvents(runId, {
          ...(before === undefined ? { from: from ?? 0 } : { before }),
          ...(maxBytes !== undefined && { maxBytes }),
          limit,
          isFinal: isFinal(run.status),
        }),
      );
    }
    const last = offset.safeParse(call.request.headers.get("last-event-id") ?? undefined);
    return eventStream(call.request.signal, (stream) =>
      hub.follow(runId, last.success ? last.data : (query.from ?? 0), {
        events: ({ events }) => {
          for (const e of events) stream.send({ data: JSON.stringify(e), id: e.end });
        },
        log: (size) => stream.send({ event: "log", data: JSON.stringify({ size }) }),
        complete: (sizes) => {
          const { status, reason } = catalog.get(runId) ?? run;
          stream.send({ event: "complete", data: JSON.stringify({ status, reason, ...sizes }) });
          stream.end();
        },
        isFull: stream.isFull,
        end: stream.end,
      }),
    );
  },
};
