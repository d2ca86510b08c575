/**
 * What the scripted model says, in words of no vendor: `responses.ts` tells it as OpenAI Responses, `messages.ts` as
 * Anthropic Messages, both over SSE. One answer is one HTTP response; an answer that calls tools is followed by a request
 * with their results, which gets the next answer.
 */
export type ModelStep =
  /** Assistant text in pieces of `chunk` characters (default 8), one every `everyMs` (default 0). */
  | { say: string; chunk?: number; everyMs?: number }
  /** Reasoning, in pieces. */
  | { think: string; chunk?: number; everyMs?: number }
  /** The vendor's shell tool runs this command line; `escalate`: outside of the sandbox, for this reason (where the vendor has it). */
  | { shell: string; escalate?: string }
  /** The vendor's edit tool writes this file (relative to the working directory). */
  | { write: { path: string; content: string } }
  /** The vendor's plan or to-do tool. */
  | { plan: { text: string; status: "pending" | "in_progress" | "completed" }[] }
  /** A tool of one vendor's by its own name, for scripts that only this vendor plays. */
  | { tool: string; input: unknown }
  /** Says nothing more until the test releases it or the client goes. */
  | { hang: true }
  /** Breaks the connection: always, or only the first `times` times that it comes to this (then the answer goes on). */
  | { disconnect: true; times?: number }
  /** Answers with this HTTP status instead of a stream (first steps of an answer only); `times` as above. */
  | { status: 400 | 401 | 429 | 500 | 529; retryAfterSeconds?: number; times?: number }
  /** Tokens to report at the answer's end. */
  | { usage: { input: number; output: number; cached?: number; reasoning?: number } };

/**
 * Answers in order. Which one is due follows from the request alone: how many tool results came after the last user text.
 * An answer that calls no tool is the last one: asked again (a retry), it is given again.
 */
export type ModelScript = readonly (readonly ModelStep[])[];

/** The server on loopback. A prompt chooses its script by holding `#name` anywhere; others get a short greeting. */
export interface ModelServer {
  /** `http://127.0.0.1:<port>`; Responses at `/v1/responses`, Messages at `/v1/messages`. */
  readonly url: string;
  /** @param fits for prompts that name no script: which conversations are this one's, by its last prompt and those before. */
  play(name: string, script: ModelScript, fits?: (prompt: string, earlier: readonly string[]) => boolean): void;
  /** Every request so far, oldest first. */
  readonly requests: readonly { at: number; path: string; body: unknown; headers: Record<string, string> }[];
  /** Resolves with the request that has this number (0, 1, …) for a script, at once when it was made already. */
  asked(name: string, nth?: number): Promise<{ body: unknown }>;
  /** How many requests a script has answered so far. */
  count(name: string): number;
  /** When the first piece of text of each answer was written, by `performance.now()`-like epoch milliseconds. */
  readonly firstTokens: readonly { name: string; at: number }[];
  /** Lets every hanging answer of a script go on; when none hangs yet, the next one does not. */
  release(name: string): void;
  close(): Promise<void>;
}
