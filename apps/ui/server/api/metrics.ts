import type { Route } from "./http/route.ts";

/** Prometheus text. */
export const metrics: Route = {
  GET: async ({ dashboard }) =>
    new Response(await dashboard.metrics(), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    }),
};
