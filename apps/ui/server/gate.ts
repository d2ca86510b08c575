import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { decide, type RequestFacts } from "../lib/guard.ts";
import { refuseRequest, refuseSocket } from "./answer.ts";
import type { Auth } from "./auth.ts";
import { cleanHeaders } from "./clean-headers.ts";
import { signIn } from "./sign-in.ts";

export interface GateOptions {
  dev: boolean;
  /** Known once the server listens. */
  port(): number;
  auth(): Promise<Auth>;
  /** Serves what was let through; awaited by nobody. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The HMR socket, in development. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  log(entry: { event: string; [key: string]: unknown }): void;
  /** A browser signed in with a launch link: print the next one. */
  onSignIn(): void;
}

/** The HTTP server: nothing reaches Next before the guard, the peer's identity and the cleaning of headers. */
export function createGate(options: GateOptions): Server {
  const server = createServer({
    maxHeaderSize: 32 * 1024,
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
  });
  server.maxHeadersCount = 100;
  const judge = (facts: RequestFacts) => {
    const decision = decide(facts, { port: options.port(), dev: options.dev });
    if (!decision.allow)
      options.log({ event: "refused", status: decision.status, code: decision.code, method: facts.method });
    return decision;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const auth = await options.auth();
    const bearer = auth.bearer(request.headers.authorization);
    const decision = judge(factsOf(request, { upgrade: false, bearer }));
    if (!decision.allow) return refuseRequest(response, decision);
    const user = await identify(auth, request, bearer);
    if (typeof user !== "string") {
      options.log({ event: "refused", code: user.code });
      return refuseRequest(response, user);
    }
    if (auth.mode === "token" && bearer !== "valid") {
      const answered = signIn(auth, request, response, { port: options.port(), onSignIn: options.onSignIn });
      if (answered) return;
    }
    cleanHeaders(request, { user, dev: options.dev });
    await options.serve(request, response);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      options.log({ event: "request_failed", error: String(error) });
      refuseRequest(response, { status: 500, code: "internal", detail: "The request could not be served." });
    });
  };
  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const auth = await options.auth();
    const bearer = auth.bearer(request.headers.authorization);
    const decision = judge(factsOf(request, { upgrade: true, bearer }));
    if (!decision.allow) return refuseSocket(socket, decision);
    const user = await identify(auth, request, bearer);
    if (typeof user !== "string") return refuseSocket(socket, user);
    if (auth.mode === "token" && bearer !== "valid" && !auth.signedIn(request))
      return refuseSocket(socket, { status: 401, code: "not_signed_in", detail: "Sign in first." });
    if (!options.upgrade)
      return refuseSocket(socket, { status: 403, code: "upgrade_refused", detail: "No upgrades here." });
    cleanHeaders(request, { user, dev: options.dev });
    options.upgrade(request, socket, head);
  };

  server.on("request", onRequest);
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) =>
    refuseRequest(response, { status: 417, code: "bad_expectation", detail: "This expectation is not met here." }),
  );
  for (const event of ["upgrade", "connect"] as const)
    server.on(event, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      onUpgrade(request, socket, head).catch(() => socket.destroy());
    });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
    const timeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
    refuseSocket(socket, {
      status: tooLarge ? 431 : timeout ? 408 : 400,
      code: "malformed_request",
      detail: "This is not an HTTP request as we read it.",
    });
  });
  server.on("connection", (socket: Socket) => {
    // Asked early: the answer is there when the first request has been read.
    void options.auth().then((auth) => (auth.mode === "peer" ? auth.peer(socket) : undefined));
  });
  return server;
}

async function identify(auth: Auth, request: IncomingMessage, bearer: "none" | "valid" | "invalid") {
  if (auth.mode === "token") return "token";
  const peer = await auth.peer(request.socket);
  if (peer.known) return peer.user;
  // A token that was set on purpose speaks where the kernel does not; it makes no other user the owner.
  if (bearer === "valid" && peer.uid === undefined) return "token";
  const who = peer.uid === undefined ? "the connecting user is unknown" : `user ${peer.uid} is not its owner`;
  return { status: 403, code: "not_the_owner", detail: `This dashboard serves its owner only: ${who}.` };
}

function factsOf(
  request: IncomingMessage,
  rest: { upgrade: boolean; bearer: "none" | "valid" | "invalid" },
): RequestFacts {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2)
    headers.push([(request.rawHeaders[i] ?? "").toLowerCase(), request.rawHeaders[i + 1] ?? ""]);
  return {
    peer: { address: request.socket.remoteAddress },
    method: request.method ?? "",
    target: request.url ?? "",
    headers,
    ...rest,
  };
}
