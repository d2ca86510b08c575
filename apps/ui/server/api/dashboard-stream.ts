import { RunId } from "@codex-toolloop/protocol";
import { z } from "zod";
import { eventStream } from "./http/event-stream.ts";
import { readQuery } from "./http/read-request.ts";
import type { Route } from "./http/route.ts";
import { streamText } from "./http/stream-text.ts";

/** A run and the byte offset of events.jsonl from which its events are wanted. */
const Wanted = z
  .string()
  .regex(/^[^@]+@\d{1,15}$/, "must be <run id>@<byte offset>")
  .transform((text) => {
    const [runId = "", from = "0"] = text.split("@");
    return { runId, from: Number(from) };
  })
  .pipe(z.object({ runId: RunId, from: z.number().int().min(0) }));
const Query = z.strictObject({ run: z.array(Wanted).max(50).default([]) });

/** One stream for the whole dashboard: list and slots, and the events of the runs that are asked for. */
export const dashboardStream: Route = {
  GET: async (call) => {
    const { run: wanted } = readQuery(call, Query, ["run"]);
    const { hub, catalog } = call.dashboard;
    const runs = wanted.filter(({ runId }) => catalog.get(runId));
    return eventStream(call.request.signal, (stream) =>
      hub.connect(runs, {
        send: (message) =>
          stream.send({ data: streamText(message), ...(message.type === "run.events" && { id: message.to }) }),
        isFull: stream.isFull,
        end: stream.end,
      }),
    );
  },
};
