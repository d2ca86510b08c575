import { StoreError } from "@codex-toolloop/store";
import { z } from "zod";
import type { Dashboard } from "../../lib/contract.ts";
import { storeProblem } from "../store-problem.ts";
import { problemAnswer, refusal } from "./http/answers.ts";
import { createMatcher } from "./http/match-route.ts";
import { InvalidRequest } from "./http/read-request.ts";
import { type Call, METHODS, type Method, type Route } from "./http/route.ts";
import { ROUTES } from "./routes.ts";

/** Answers one request of the API. @param user who is connected. Never throws. */
export type Api = (request: Request, user: string) => Promise<Response>;

/**
 * The whole API over one dashboard, without the guard and without HTTP around it.
 * @param onError is told what no answer tells: a failure of our own.
 */
export function createApi(dashboard: Dashboard, onError: (error: unknown) => void = () => {}): Api {
  const find = createMatcher(ROUTES);
  return async (request, user) => {
    const url = new URL(request.url);
    const found = find(url.pathname);
    if (!found) return refusal(404, "no_such_route", "There is no such address in this API.");
    const { route, params } = found;
    const isHead = request.method === "HEAD";
    const handler = route[(isHead ? "GET" : request.method) as Exclude<Method, "HEAD">];
    if (!handler) return notServed(request.method, route);
    const call: Call = { request, url, params, dashboard, caller: { user, via: "api" } };
    const answer = await attempt(handler, call, onError);
    if (!isHead) return answer;
    await answer.body?.cancel();
    return new Response(null, { status: answer.status, headers: answer.headers });
  };
}

function notServed(method: string, route: Route): Response {
  const allowed = METHODS.filter((m) => route[m === "HEAD" ? "GET" : m]).join(", ");
  const answer = refusal(405, "method_not_allowed", `${method} is not served here; ${allowed} is.`);
  answer.headers.set("allow", allowed);
  return answer;
}

/** What a handler throws becomes a problem without a stack. */
async function attempt(
  handler: (call: Call) => Promise<Response>,
  call: Call,
  onError: (error: unknown) => void,
): Promise<Response> {
  try {
    return await handler(call);
  } catch (error) {
    const redactor = call.dashboard.store.redactor();
    if (error instanceof InvalidRequest) return problemAnswer(redactor.json(error.problem));
    if (error instanceof StoreError) return problemAnswer(redactor.json(storeProblem(error)));
    const detail =
      error instanceof z.ZodError ? "Something on disk has a shape that is not known." : "Something failed.";
    if (!call.request.signal.aborted) onError(error);
    return refusal(500, "internal", `${detail} The dashboard's log says more.`);
  }
}
