/**
 * Who may say what to this server? One pure decision, asked twice: by `server.ts` on the raw request before Next sees
 * it, and by `proxy.ts` on what Next makes of it (docs/security.md).
 */
import { checkNextHeaders } from "./guard-next-headers.ts";
import { checkTarget } from "./guard-target.ts";

/** What a layer knows about a request. Header names are lower case, in order, with doubles. */
export interface RequestFacts {
  /** The connection's other end; `unseen` where a layer cannot know it (`proxy.ts`). */
  peer: { address: string | undefined } | "unseen";
  method: string;
  /** The request target as it stood in the request line. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** An `Upgrade` that the HTTP parser took as one. */
  upgrade: boolean;
  /** What the `Authorization: Bearer` header was found to be worth. */
  bearer: "none" | "valid" | "invalid";
}

export interface GuardContext {
  /** Our port. */
  port: number;
  /** `npm run dev`: the HMR socket is let through. */
  dev: boolean;
}

export type Decision = { allow: true } | { allow: false; status: number; code: string; detail: string };

/** Largest request body, in bytes. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "DELETE"]);
/** Headers that decide something here: two of them would let two readers see two requests. */
const SINGLE = new Set([
  "host",
  "origin",
  "authorization",
  "content-length",
  "content-type",
  "transfer-encoding",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "next-action",
  "rsc",
  "next-router-state-tree",
  "last-event-id",
  "range",
]);

const deny = (status: number, code: string, detail: string): Decision => ({ allow: false, status, code, detail });

/** Decides about one request. The order is from the connection inwards; the first refusal wins. */
export function decide(facts: RequestFacts, context: GuardContext): Decision {
  if (facts.peer !== "unseen" && !isLoopback(facts.peer.address))
    return deny(403, "peer_not_local", "Only this machine may connect.");

  const one = new Map<string, string>();
  for (const [name, value] of facts.headers) {
    if (one.has(name) && SINGLE.has(name))
      return name === "host" || name === "origin"
        ? deny(403, "duplicate_header", `The header ${name} stands twice.`)
        : deny(400, "duplicate_header", `The header ${name} stands twice.`);
    if (!one.has(name)) one.set(name, value);
  }

  const own = ownAuthorities(context.port);
  const host = one.get("host");
  if (host === undefined || !own.includes(host.toLowerCase()))
    return deny(403, "foreign_host", `The Host header must be ${own.join(", ")}.`);

  if (facts.upgrade) {
    const hmr = context.dev && facts.method === "GET" && /^\/_next\/(webpack-)?hmr(\?|$)/.test(facts.target);
    if (!hmr) return deny(403, "upgrade_refused", "This server does not change protocols.");
    if (one.get("origin") !== `http://${host.toLowerCase()}`)
      return deny(403, "foreign_origin", "The development socket is for our own pages.");
    return { allow: true };
  }
  if (!METHODS.has(facts.method)) return deny(405, "method_not_allowed", `${facts.method} is not served here.`);

  const target = checkTarget(facts.target);
  if (target) return deny(target.status, target.code, target.detail);
  if (one.has("transfer-encoding"))
    return deny(411, "length_required", "Send the body with a Content-Length, not in chunks.");
  const length = one.get("content-length");
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    return deny(400, "bad_content_length", "Content-Length is not a number.");
  if (Number(length ?? 0) > MAX_BODY_BYTES)
    return deny(413, "body_too_large", `A request body may have ${MAX_BODY_BYTES} bytes at most.`);

  const isRead = facts.method === "GET" || facts.method === "HEAD";
  if (isRead && Number(length ?? 0) > 0) return deny(400, "body_not_expected", "A GET has no body.");

  const origin = one.get("origin");
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return deny(403, "foreign_origin", `Requests of another origin are refused; ours is http://${host}.`);
  if (facts.bearer === "invalid") return deny(401, "bad_token", "The bearer token is not the one of this dashboard.");
  if (!isRead && origin === undefined && facts.bearer !== "valid")
    return deny(403, "origin_required", `Writing needs the header "Origin: http://${host}", or a bearer token.`);

  const site = one.get("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    const navigation =
      isRead &&
      one.get("sec-fetch-mode") === "navigate" &&
      one.get("sec-fetch-dest") === "document" &&
      !/^\/(api|_next)(\/|\?|$)/.test(facts.target);
    if (!navigation) return deny(403, "cross_site", "Requests that another site makes are refused.");
  }

  const type = one.get("content-type");
  if (type !== undefined && /^multipart\//i.test(type) && !/;\s*boundary="?[\w'()+,./:=?-]{1,70}"?\s*(;|$)/i.test(type))
    return deny(400, "bad_content_type", "A multipart body needs a boundary.");
  const next = checkNextHeaders(one);
  if (next) return deny(400, "bad_header", next);
  return { allow: true };
}

/** `127.0.0.1`, `localhost` and `[::1]` with our port; without it where a browser leaves it out. */
export function ownAuthorities(port: number): string[] {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  return port === 80 ? [...names, ...names.map((n) => `${n}:80`)] : names.map((n) => `${n}:${port}`);
}

/** True for 127.0.0.0/8 and ::1, also as IPv4-mapped IPv6. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === "::1" || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address);
}
