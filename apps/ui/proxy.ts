import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { decide } from "./lib/guard.ts";
import { problemBody } from "./lib/problem-body.ts";
import { securityHeaders } from "./lib/security-headers.ts";
import { gate } from "./lib/server.ts";

/**
 * The second layer: asks the same guard about what Next made of the request, and gives every answer its security
 * headers. A request that came around `server.ts` finds no gate and is refused.
 */
export function proxy(request: NextRequest): NextResponse {
  const context = gate();
  const nonce = randomBytes(16).toString("base64");
  const path = request.nextUrl.pathname;
  const headers = securityHeaders({ nonce, dev: context?.dev ?? false });
  const decision = context
    ? decide(
        {
          peer: "unseen",
          method: request.method,
          target: path + request.nextUrl.search,
          headers: [...request.headers],
          upgrade: false,
          bearer: context.bearer(request.headers.get("authorization")),
        },
        context,
      )
    : ({ allow: false, status: 403, code: "no_gate", detail: "This page is served by `npm start` only." } as const);
  if (!decision.allow)
    return new NextResponse(problemBody(decision), {
      status: decision.status,
      headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
    });

  const inner = new Headers(request.headers);
  inner.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  inner.set("content-security-policy", headers["content-security-policy"] ?? "");
  const response = NextResponse.next({ request: { headers: inner } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  if (!path.startsWith("/_next/static/")) response.headers.set("cache-control", "no-store");
  return response;
}
