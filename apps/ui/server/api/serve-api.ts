import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { securityHeaders } from "../../lib/security-headers.ts";
import { USER_HEADER } from "../../lib/server.ts";
import type { Api } from "./create-api.ts";

/** Is this target one of the API? Then Next never sees it. */
export function isApiTarget(target: string): boolean {
  return /^\/api(?:[/?]|$)/.test(target);
}

/**
 * Hands a request that the gate has let through and cleaned to the API, and its answer to the connection. What is an
 * answer of known length goes out in one piece; a stream goes as fast as it is taken, and ends when its reader leaves.
 */
export async function serveApi(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const user = request.headers[USER_HEADER];
  const answer = await api(toWebRequest(request, gone.signal), typeof user === "string" ? user : "unknown");
  // The strictest headers first: an answer may say more about itself, it cannot drop one of these.
  response.writeHead(answer.status, {
    "cache-control": "no-store",
    ...Object.fromEntries(answer.headers),
    ...securityHeaders({ dev: false }),
  });
  if (!answer.body) return void response.end();
  if (answer.headers.has("content-length")) return void response.end(Buffer.from(await answer.arrayBuffer()));
  try {
    await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
  } catch (error) {
    // A reader that leaves is no failure.
    if (!gone.signal.aborted) throw error;
  }
}

function toWebRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  const hasBody = Number(request.headers["content-length"] ?? 0) > 0;
  return new Request(`http://127.0.0.1${request.url}`, {
    method: request.method ?? "GET",
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream<Uint8Array>, duplex: "half" as const }),
  });
}
