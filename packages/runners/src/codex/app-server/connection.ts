import { type Talk, type TalkEnd, talk } from "@codex-toolloop/process";
import { z } from "zod";
import { RequestRefused } from "../result.ts";

/** One line of the app server: a request has `method` and `id`, a notification `method` alone, an answer `id` alone. */
const Line = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ code: z.number().optional(), message: z.string() }).optional(),
});

/** A request that a person or we have to answer. */
export interface ServerRequest {
  id: string | number;
  method: string;
  params: unknown;
}

export interface ConnectionSpec {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  /** Every message, verbatim, before anything is done with it. */
  raw(direction: "<" | ">", message: unknown): void;
  /** A notification, or an answer to one of our requests; called before the request's promise settles. */
  onMessage(message: unknown): void;
  onRequest(request: ServerRequest): void;
  /** What `raw`, `onMessage` or `onRequest` threw: nothing more is read. */
  onBroken(error: unknown): void;
}

/** JSON-RPC with `codex app-server`, one JSON object a line over stdio. */
export interface Connection {
  /** Resolves with the result. @throws RequestRefused when codex answers with an error; Error when no answer comes in time. */
  request(method: string, params: unknown, withinMs?: number): Promise<unknown>;
  notify(method: string): void;
  answer(id: string | number, result: unknown): void;
  refuse(id: string | number, message: string): void;
  readonly ended: Promise<TalkEnd>;
  stop(graceMs: number): Promise<void>;
}

const METHOD_NOT_FOUND = -32601;
const ANSWER_WITHIN_MS = 60_000;

/** Starts the app server. Never throws: what goes wrong is in `ended` and in the requests. */
export function connect(spec: ConnectionSpec): Connection {
  const waiting = new Map<string | number, (answer: z.infer<typeof Line>) => void>();
  let lastId = 0;
  let broken = false;
  function guarded(act: () => void): void {
    if (broken) return;
    try {
      act();
    } catch (error) {
      broken = true;
      spec.onBroken(error);
    }
  }
  const child: Talk = talk({
    argv: spec.argv,
    cwd: spec.cwd,
    env: spec.env,
    onLine: (text) => guarded(() => read(text)),
  });
  function read(text: string): void {
    if (text.trim() === "") return;
    const json = parse(text);
    spec.raw("<", json);
    const line = Line.safeParse(json).data;
    if (!line) return;
    const { id, method, params } = line;
    if (method !== undefined && id !== undefined) spec.onRequest({ id, method, params });
    else spec.onMessage(json);
    if (method === undefined && id !== undefined) waiting.get(id)?.(line);
  }
  function send(message: Record<string, unknown>): void {
    guarded(() => spec.raw(">", message));
    child.send(JSON.stringify(message));
  }
  return {
    request: (method, params, withinMs = ANSWER_WITHIN_MS) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const done = () => {
          clearTimeout(timer);
          waiting.delete(id);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`Codex did not answer ${method} within ${withinMs / 1000} s.`));
        }, withinMs);
        waiting.set(id, ({ error, result }) => {
          done();
          if (error) reject(new RequestRefused(error.message));
          else resolve(result);
        });
        send({ id, method, params });
        void child.ended.then(() => {
          if (!waiting.has(id)) return;
          done();
          reject(new Error("Codex ended before it answered."));
        });
      }),
    notify: (method) => send({ method }),
    answer: (id, result) => send({ id, result }),
    refuse: (id, message) => send({ id, error: { code: METHOD_NOT_FOUND, message } }),
    ended: child.ended,
    stop: (graceMs) => child.stop(graceMs),
  };
}

/** A line that is no JSON is kept as the text it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
