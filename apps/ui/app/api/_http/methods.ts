import { StoreError } from "@codex-toolloop/store";
import { z } from "zod";
import type { Caller, Dashboard } from "../../../lib/contract.ts";
import { dashboard, USER_HEADER } from "../../../lib/server.ts";
import { storeProblem } from "../../../server/store-problem.ts";
import { problemAnswer, refusal } from "./answers.ts";
import { InvalidRequest } from "./read-request.ts";

export interface Call {
  request: Request;
  url: URL;
  /** Path parameters; a catch-all is its segments. */
  params: Record<string, string | string[] | undefined>;
  dashboard: Dashboard;
  caller: Caller;
}

type Handler = (call: Call) => Promise<Response>;
type Context = { params: Promise<Record<string, string | string[] | undefined>> };
type Route = (request: Request, context: Context) => Promise<Response>;
const METHODS = ["GET", "HEAD", "POST", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/**
 * A route's methods. What is not among them answers 405; what a handler throws becomes a problem without a stack.
 * Export as `export const { GET, HEAD, POST, PATCH, DELETE } = methods({ … })`.
 */
export function methods(handlers: Partial<Record<Method, Handler>>): Record<Method, Route> {
  const allowed = METHODS.filter((m) => handlers[m] ?? (m === "HEAD" && handlers.GET));
  const routeFor = (method: Method): Route => {
    const handler = handlers[method] ?? (method === "HEAD" ? handlers.GET : undefined);
    if (!handler)
      return async () => {
        const answer = refusal(405, "method_not_allowed", `${method} is not served here; ${allowed.join(", ")} is.`);
        answer.headers.set("allow", allowed.join(", "));
        return answer;
      };
    return async (request, context) => {
      const answer = await attempt(handler, request, context);
      if (method !== "HEAD") return answer;
      await answer.body?.cancel();
      return new Response(null, { status: answer.status, headers: answer.headers });
    };
  };
  return {
    GET: routeFor("GET"),
    HEAD: routeFor("HEAD"),
    POST: routeFor("POST"),
    PATCH: routeFor("PATCH"),
    DELETE: routeFor("DELETE"),
  };
}

async function attempt(handler: Handler, request: Request, context: Context): Promise<Response> {
  const live = dashboard();
  try {
    return await handler({
      request,
      url: new URL(request.url),
      params: await context.params,
      dashboard: live,
      caller: { user: request.headers.get(USER_HEADER) ?? "unknown", via: "api" },
    });
  } catch (error) {
    if (error instanceof InvalidRequest) return problemAnswer(live.store.redactor().json(error.problem));
    // Next's module instance of the store is another than the server's: the name tells, not the class.
    if (isStoreError(error)) return problemAnswer(live.store.redactor().json(storeProblem(error)));
    const detail =
      error instanceof z.ZodError ? "Something on disk has a shape that is not known." : "Something failed.";
    console.error(live.store.redactor().text(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return refusal(500, "internal", `${detail} The dashboard's own output says more.`);
  }
}

function isStoreError(error: unknown): error is StoreError {
  return error instanceof StoreError || (error instanceof Error && error.name === "StoreError" && "code" in error);
}
