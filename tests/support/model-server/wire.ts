import type { Entry } from "./choose-answer.ts";
import type { ModelStep } from "./script.ts";

/** A kind of step that calls a tool. */
export type ToolStep = Extract<
  ModelStep,
  { shell: string } | { write: unknown } | { plan: unknown } | { tool: string }
>;
export type ModelUsage = Extract<ModelStep, { usage: unknown }>["usage"];

/**
 * One vendor's way to say an answer. The server chooses the answer and keeps the pace, hangs, breaks off and refuses; a
 * wire only reads requests and writes messages. A new one: a file like `responses.ts` and its line in `model-server.ts`.
 */
export interface Wire {
  /** Path of its requests, without a query: `/v1/responses`. */
  readonly path: string;
  /** What was said so far, oldest first; null for a request that is no turn of the agent (it gets the greeting). */
  read(body: unknown): readonly Entry[] | null;
  /** Body of an answer with an HTTP error status. */
  refusal(status: number): unknown;
  /** Tells one answer to the request `body`; `send` writes one server-sent event. */
  teller(body: unknown, send: (event: { type: string } & Record<string, unknown>) => void): Teller;
}

/** Called in the script's order. `pieces` come at the script's pace and end early when the client goes. */
export interface Teller {
  begin(): void;
  say(pieces: AsyncIterable<string>): Promise<void>;
  think(pieces: AsyncIterable<string>): Promise<void>;
  call(step: ToolStep): void;
  end(usage: ModelUsage): void;
}
