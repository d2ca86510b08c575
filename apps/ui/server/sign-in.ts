import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "../lib/security-headers.ts";
import { refuseRequest } from "./answer.ts";
import type { Auth } from "./auth.ts";

/**
 * Token mode: lets a browser with the cookie through, exchanges a launch link for the cookie (and redirects to the page
 * without it, so that no token stays in the history), and answers everybody else with 401.
 * @returns true when the request has been answered here.
 */
export function signIn(
  auth: Auth,
  request: IncomingMessage,
  response: ServerResponse,
  options: { port: number; onSignIn(): void },
): boolean {
  const url = new URL(request.url ?? "/", `http://127.0.0.1:${options.port}`);
  const ticket = url.searchParams.get("token");
  if (request.method === "GET" && ticket !== null && !url.pathname.startsWith("/api/")) {
    const cookie = auth.exchange(ticket);
    if (cookie !== null || auth.signedIn(request)) {
      url.searchParams.delete("token");
      const headers: Record<string, string> = {
        ...securityHeaders({ dev: false }),
        location: url.pathname + url.search,
        "cache-control": "no-store",
      };
      if (cookie !== null) headers["set-cookie"] = cookie;
      response.writeHead(303, headers);
      response.end();
      if (cookie !== null) options.onSignIn();
      return true;
    }
  }
  if (auth.signedIn(request)) return false;
  refuseRequest(response, {
    status: 401,
    code: "not_signed_in",
    detail: "Open the launch link that the dashboard printed at its start, or send Authorization: Bearer <token>.",
  });
  return true;
}
