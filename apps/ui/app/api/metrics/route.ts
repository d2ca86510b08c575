import { methods } from "../_http/methods.ts";

/** Prometheus text. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async ({ dashboard }) =>
    new Response(await dashboard.metrics(), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
    }),
});
