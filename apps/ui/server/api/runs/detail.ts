import { isFinal } from "@codex-toolloop/protocol";
import { z } from "zod";
import { json } from "../http/answers.ts";
import { readQuery, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(200) });

/** One run with its prompt or spec (its beginning), its request and its last events. */
export const detail: Route = {
  GET: async (call) => {
    const run = await readRun(call);
    const { limit } = readQuery(call, Query);
    const { store, supervisor } = call.dashboard;
    const final = isFinal(run.status);
    const sizes = await store.sizes(run.runId);
    const [request, spec, events, receipt] = await Promise.all([
      store.readRequest(run.runId),
      store.readArtifact(run.runId, "spec.md", { maxBytes: 64 * 1024 }),
      store.readEvents(run.runId, { before: sizes.events, limit, isFinal: final }),
      supervisor.receipt(run.runId),
    ]);
    const masked = store.redactor().json({ request, receipt });
    return json({
      run,
      // The beginning of it, like the spec's.
      prompt: run.kind === "prompt" ? (spec?.content ?? null) : null,
      ...masked,
      spec: spec ? { content: spec.content, size: spec.info.size } : null,
      events,
      sizes,
    });
  },
};
