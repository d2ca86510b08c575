import type { NextRequest } from "next/server";

/** The page's earlier address. */
export function GET(request: NextRequest): Response {
  return new Response(null, { status: 308, headers: { location: `/runner${request.nextUrl.search}` } });
}
