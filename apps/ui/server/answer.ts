import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { problemBody } from "../lib/problem-body.ts";
import { securityHeaders } from "../lib/security-headers.ts";

export interface Refusal {
  status: number;
  code: string;
  detail: string;
}

/** Answers a request that Next never sees. The connection is closed: what else it holds may be part of the trick. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const headers: Record<string, string> = {
    ...securityHeaders({ dev: false }),
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    connection: "close",
  };
  if (refusal.status === 401) headers["www-authenticate"] = 'Bearer realm="codex-toolloop"';
  if (refusal.status === 405) headers.allow = "GET, HEAD, POST, PATCH, DELETE";
  response.writeHead(refusal.status, headers);
  response.end(problemBody(refusal));
}

/** The same on a bare socket (upgrades, CONNECT, what the parser refused). */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) return void socket.destroy();
  const body = problemBody(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} Refused`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
