import type { Caller, Dashboard } from "./contract.ts";

/**
 * The one live object. `server.ts` puts it here before Next handles a request: module instances are not shared between
 * the server bundle and Next's, `globalThis` is.
 */
const KEY = Symbol.for("codex-toolloop.dashboard");
const GATE = Symbol.for("codex-toolloop.gate");
type Holder = { [KEY]?: Dashboard; [GATE]?: Gate };

/** What `proxy.ts` needs to know to ask the guard the same question again. */
export interface Gate {
  port: number;
  dev: boolean;
  /** What an `Authorization` header is worth. */
  bearer(header: string | null | undefined): "none" | "valid" | "invalid";
}

/** Used by `server.ts` and by tests. */
export function setDashboard(dashboard: Dashboard | undefined): void {
  if (dashboard) (globalThis as Holder)[KEY] = dashboard;
  else delete (globalThis as Holder)[KEY];
}

/** The live dashboard. Throws when a page runs outside of `server.ts` (`next dev` or `next start` by hand). */
export function dashboard(): Dashboard {
  const d = (globalThis as Holder)[KEY];
  if (!d) throw new Error("The dashboard is served by `npm start` or `npm run dev`, not by Next alone.");
  return d;
}

/** Used by `server.ts` and by tests. */
export function setGate(gate: Gate | undefined): void {
  if (gate) (globalThis as Holder)[GATE] = gate;
  else delete (globalThis as Holder)[GATE];
}

/** The gate in force; undefined outside of `server.ts`, where everything is refused. */
export function gate(): Gate | undefined {
  return (globalThis as Holder)[GATE];
}

/** Header in which `server.ts` tells Next who is connected; a client's own is dropped there. */
export const USER_HEADER = "x-toolloop-user";

/** Who asks for the page or action at hand. */
export async function caller(via: Caller["via"] = "dashboard"): Promise<Caller> {
  // Loaded when asked: `server.ts` shares this file, and runs outside of Next.
  const { headers } = await import("next/headers");
  return { user: (await headers()).get(USER_HEADER) ?? "unknown", via };
}
