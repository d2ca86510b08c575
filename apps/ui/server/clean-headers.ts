import type { IncomingMessage } from "node:http";
import { USER_HEADER } from "../lib/server.ts";

/** Headers that a proxy or Next itself would have set: there is no proxy before us, so a client made them up. */
const DROPPED =
  /^(x-forwarded($|-)|forwarded$|x-real-|x-client-ip$|true-client-ip$|cf-connecting-ip$|via$|x-middleware-|x-invoke-|x-matched-path$|x-now-|x-vercel-|x-original-|x-rewrite-|x-prerender-|x-http-method|x-toolloop-|x-nonce$|content-security-policy$|next-resume$|x-next-)/;
const DROPPED_IN_PRODUCTION = /^x-nextjs-/;

/** Removes what must not come from outside, in place, and says who is connected. */
export function cleanHeaders(request: IncomingMessage, options: { user: string; dev: boolean }): void {
  const dropped = (name: string) => DROPPED.test(name) || (!options.dev && DROPPED_IN_PRODUCTION.test(name));
  for (const name of Object.keys(request.headers)) if (dropped(name)) delete request.headers[name];
  const kept: string[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? "";
    if (!dropped(name.toLowerCase())) kept.push(name, request.rawHeaders[i + 1] ?? "");
  }
  request.headers[USER_HEADER] = options.user;
  kept.push(USER_HEADER, options.user);
  request.rawHeaders.splice(0, request.rawHeaders.length, ...kept);
}
