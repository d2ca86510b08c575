import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { chooseAnswer, GREETING } from "./choose-answer.ts";
import { createGates } from "./gates.ts";
import { messages } from "./messages.ts";
import { responses } from "./responses.ts";
import type { ModelScript, ModelServer, ModelStep } from "./script.ts";
import type { ModelUsage, Wire } from "./wire.ts";

const WIRES: readonly Wire[] = [responses, messages];
const DEFAULT_USAGE = { input: 1000, output: 20 };

/**
 * Starts the scripted model server on a free port of 127.0.0.1 below 32768 (what lies above is handed out by the kernel).
 * @param before called with the script's name before each answer, which waits for it.
 */
export async function startModelServer(before?: (name: string) => Promise<void>): Promise<ModelServer> {
  const scripts = new Map<string, ModelScript>();
  const fits = new Map<string, (prompt: string, earlier: readonly string[]) => boolean>();
  const gates = createGates();
  const requests: ModelServer["requests"][number][] = [];
  const firstTokens: { name: string; at: number }[] = [];
  const asked = new Map<string, { body: unknown }[]>();
  const waiting = new Set<() => void>();
  const failures = new Map<ModelStep, number>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    const body = await readBody(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    requests.push({ at: now(), path, body, headers });
    const wire = WIRES.find((w) => w.path === path);
    if (request.method !== "POST" || !wire) return void response.writeHead(404).end();
    const conversation = wire.read(body);
    const { name, steps } = conversation
      ? chooseAnswer(conversation, scripts, fits)
      : { name: "", steps: GREETING[0] ?? [] };
    asked.set(name, [...(asked.get(name) ?? []), { body }]);
    for (const look of waiting) look();
    await before?.(name);
    await tell(wire, steps, { name, body, response });
  }

  /** Whether a step that fails does so this time. */
  function fails(step: ModelStep & { times?: number }): boolean {
    const before = failures.get(step) ?? 0;
    failures.set(step, before + 1);
    return before < (step.times ?? Number.POSITIVE_INFINITY);
  }

  async function tell(
    wire: Wire,
    steps: readonly ModelStep[],
    to: { name: string; body: unknown; response: ServerResponse },
  ): Promise<void> {
    const { response } = to;
    const refused = steps.find((step) => "status" in step && fails(step));
    if (refused && "status" in refused) {
      const retry = refused.retryAfterSeconds;
      response.writeHead(refused.status, {
        "content-type": "application/json",
        ...(retry === undefined ? {} : { "retry-after": String(retry) }),
      });
      return void response.end(JSON.stringify(wire.refusal(refused.status)));
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    const teller = wire.teller(to.body, (event) => {
      if (!response.destroyed) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    });
    teller.begin();
    let first = true;
    const told = () => {
      if (first) firstTokens.push({ name: to.name, at: now() });
      first = false;
    };
    let usage: ModelUsage = DEFAULT_USAGE;
    for (const step of steps) {
      if (gone.signal.aborted) return;
      if ("say" in step) await teller.say(pieces(step.say, step, gone.signal, told));
      else if ("think" in step) await teller.think(pieces(step.think, step, gone.signal));
      else if ("usage" in step) usage = step.usage;
      else if ("hang" in step) await gates.pass(to.name, gone.signal);
      else if ("disconnect" in step) {
        if (fails(step)) return void response.destroy();
      } else if (!("status" in step)) teller.call(step);
    }
    if (gone.signal.aborted) return;
    teller.end(usage);
    response.end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A script or a wire that cannot be told is the test's mistake: visible to the client, and so to the test.
      if (response.headersSent) response.destroy();
      else response.writeHead(418).end(String(error));
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    play(name, script, fit) {
      scripts.set(name, script);
      if (fit) fits.set(name, fit);
      else fits.delete(name);
    },
    requests,
    firstTokens,
    asked: (name, nth = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const request = asked.get(name)?.[nth];
          if (!request) return;
          waiting.delete(look);
          resolve(request);
        };
        waiting.add(look);
        look();
      }),
    count: (name) => asked.get(name)?.length ?? 0,
    release: gates.release,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Epoch milliseconds with a fraction. */
const now = () => performance.timeOrigin + performance.now();

async function* pieces(
  text: string,
  pace: { chunk?: number; everyMs?: number },
  gone: AbortSignal,
  told: () => void = () => {},
): AsyncIterable<string> {
  const size = pace.chunk ?? 8;
  for (let start = 0; start < text.length && !gone.aborted; start += size) {
    if (start > 0 && pace.everyMs) await pause(pace.everyMs, undefined, { signal: gone }).catch(() => {});
    yield text.slice(start, start + size);
    told();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? null : JSON.parse(text);
}

async function listen(server: Server): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    server.listen(port, "127.0.0.1");
    const bound = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(() => false),
    ]).catch(() => false);
    if (bound) return port;
  }
  throw new Error("no free port found");
}
