import {
  EventPage,
  LogSlice,
  type LogTime,
  LogTimes,
  Problem,
  RunSummary,
  StopReceipt,
} from "@codex-toolloop/protocol";
import { z } from "zod";

/** Events that travel with a page. */
export const PAGE_EVENTS = 200;
/** Events of one request of the browser's: an agent writes hundreds of pieces for one row. */
const READ_EVENTS = 1000;

async function getJson<T>(url: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = Problem.safeParse(body);
    throw new Error(problem.success ? `${problem.data.title}: ${problem.data.detail}` : `HTTP ${response.status}`);
  }
  return schema.parse(body);
}

const base = (runId: string) => `/api/runs/${encodeURIComponent(runId)}`;

const RunDetail = z.object({
  run: RunSummary,
  events: EventPage,
  sizes: z.object({ events: z.number().int(), log: z.number().int() }),
});
/** A run with its newest events, in one answer. */
export type RunDetail = z.infer<typeof RunDetail>;

/** What a run's page reads over HTTP. Every function throws an `Error` with a sentence for a person. */
export interface RunSource {
  /** For when there is no stream. */
  detail(signal?: AbortSignal): Promise<RunDetail>;
  events(at: { from: number } | { before: number }, signal?: AbortSignal): Promise<EventPage>;
  /** Byte offset of an event: by position in the file (0 to 1) or by time. */
  seek(to: { fraction: number } | { at: string }): Promise<number>;
  log(offset: number, limit: number, signal?: AbortSignal): Promise<LogSlice>;
  logTail(limit: number, signal?: AbortSignal): Promise<LogSlice>;
  /** When the bytes `[from, to)` of the log were printed. */
  logTimes(from: number, to: number, signal?: AbortSignal): Promise<LogTime[]>;
}

export function httpSource(runId: string): RunSource {
  return {
    detail: (signal) => getJson(`${base(runId)}/detail?limit=${READ_EVENTS}`, RunDetail, signal),
    events: (at, signal) =>
      getJson(
        `${base(runId)}/events?${"from" in at ? `from=${at.from}` : `before=${at.before}`}&limit=${READ_EVENTS}`,
        EventPage,
        signal,
      ),
    seek: async (to) => {
      const query = "fraction" in to ? `seek=${to.fraction}` : `at=${encodeURIComponent(to.at)}`;
      return (await getJson(`${base(runId)}/events?${query}`, z.object({ offset: z.number().int() }))).offset;
    },
    log: (offset, limit, signal) => getJson(`${base(runId)}/logs?offset=${offset}&limit=${limit}`, LogSlice, signal),
    logTail: (limit, signal) => getJson(`${base(runId)}/logs?tail=1&limit=${limit}`, LogSlice, signal),
    logTimes: async (from, to, signal) =>
      (await getJson(`${base(runId)}/log-times?from=${from}&to=${to}`, LogTimes, signal)).times,
  };
}

/** The receipt so far; null when there is none. */
export async function fetchReceipt(runId: string): Promise<StopReceipt | null> {
  const response = await fetch(`${base(runId)}/receipt`, { headers: { accept: "application/json" } });
  return response.ok ? StopReceipt.parse(await response.json()) : null;
}

/** Address of an artifact. Every part of the path is encoded, so that a name cannot become a query. */
export function artifactUrl(runId: string, path: string, download = false): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${base(runId)}/artifacts/${encoded}${download ? "?download=1" : ""}`;
}
