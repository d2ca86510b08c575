import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { peerUid, probePeer, userName } from "./peer.ts";

export type Identity = { known: true; user: string } | { known: false; uid: number | undefined };

export interface Auth {
  readonly mode: "peer" | "token";
  /** Why this mode, for the lines printed at start. */
  readonly why: string;
  /** Who holds the other end; looked up once per connection. */
  peer(socket: Socket): Promise<Identity>;
  /** What an `Authorization` header is worth. */
  bearer(header: string | null | undefined): "none" | "valid" | "invalid";
  /** Does the request carry the cookie of a browser that signed in? */
  signedIn(request: IncomingMessage): boolean;
  /** Takes what a launch link holds; the cookie to set, or null. A link's own ticket works once. */
  exchange(ticket: string): string | null;
  /** A fresh launch link's query. */
  launchQuery(): string;
  /** The token for API clients, to be printed in token mode only. */
  readonly token: string;
}

const COOKIE = "toolloop_session";

/** How clients prove who they are: by their user (Linux), or by a token where that cannot be known or is asked for. */
export async function createAuth(
  settings: { auth: "peer" | "token"; token: string },
  probe = probePeer,
): Promise<Auth> {
  const peerWorks = settings.auth === "peer" && (await probe());
  const mode = peerWorks ? "peer" : "token";
  const token = settings.token || randomBytes(24).toString("base64url");
  const session = createHmac("sha256", token).update("codex-toolloop session").digest("base64url");
  const owner = process.getuid?.();
  const names = new Map<number, Promise<string>>();
  const known = new WeakMap<Socket, Promise<Identity>>();
  const tickets = new Set<string>();

  const nameOf = (uid: number) => {
    const name = names.get(uid) ?? userName(uid);
    names.set(uid, name);
    return name;
  };
  const lookUp = async (socket: Socket): Promise<Identity> => {
    const uid = await peerUid(socket);
    if (uid === undefined || (uid !== owner && uid !== 0)) return { known: false, uid };
    return { known: true, user: await nameOf(uid) };
  };

  return {
    mode,
    why:
      mode === "peer"
        ? "the connecting user, told by the kernel"
        : settings.auth === "token"
          ? "a token, as set"
          : "a token, because this system does not tell who connects",
    token,
    peer(socket) {
      const asked = known.get(socket) ?? lookUp(socket);
      known.set(socket, asked);
      return asked;
    },
    bearer(header) {
      if (header === null || header === undefined) return "none";
      const given = /^Bearer +([^\s]+)$/i.exec(header)?.[1];
      // Where no token is in force (peer, none set), none is right.
      const inForce = mode === "token" || settings.token !== "";
      return inForce && given !== undefined && same(given, token) ? "valid" : "invalid";
    },
    signedIn: (request) => cookies(request.headers.cookie).some((value) => same(value, session)),
    exchange(ticket) {
      const byTicket = [...tickets].find((t) => same(t, ticket));
      if (byTicket === undefined && !same(ticket, token)) return null;
      if (byTicket !== undefined) tickets.delete(byTicket);
      return `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    launchQuery() {
      const ticket = randomBytes(24).toString("base64url");
      tickets.add(ticket);
      return `?token=${ticket}`;
    },
  };
}

/** Equal in constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  const digest = (s: string) => createHmac("sha256", "compare").update(s).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function cookies(header: string | undefined): string[] {
  return (header ?? "").split(";").flatMap((pair) => {
    const [name, value] = pair.split("=", 2);
    return name?.trim() === COOKIE && value !== undefined ? [value.trim()] : [];
  });
}
