import type { ModelStep } from "../support/model-server/script.ts";

/** Steps of a scripted model at the pace of a real one. */
export const think = (text: string): ModelStep => ({ think: text, chunk: 4, everyMs: 52 });
export const say = (text: string): ModelStep => ({ say: text, chunk: 4, everyMs: 42 });
/** A thought between two calls, as long as a model needs to come to one. */
export const pause = (text: string): ModelStep => ({ think: text, chunk: 2, everyMs: 55 });
export const usage = (input: number, output: number, cached: number, reasoning = 0): ModelStep => ({
  usage: { input, output, cached, reasoning },
});

/** An envelope of codex's patch tool around a patch of one file or more. */
export const patch = (...lines: readonly string[]): string => `*** Begin Patch\n${lines.join("\n")}\n*** End Patch\n`;
