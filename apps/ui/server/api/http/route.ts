import type { Caller, Dashboard } from "../../../lib/contract.ts";

/** One request, as a route sees it: the guard has let it through, its run or file is not looked for yet. */
export interface Call {
  request: Request;
  url: URL;
  /** Path parameters, decoded; the one at the end of a path like `/files/*path` holds its slashes. */
  params: Readonly<Record<string, string>>;
  dashboard: Dashboard;
  caller: Caller;
}

export const METHODS = ["GET", "HEAD", "POST", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** What one address answers, by method. HEAD follows from GET; what is not there answers 405. */
export type Route = Partial<Record<Exclude<Method, "HEAD">, (call: Call) => Promise<Response>>>;
