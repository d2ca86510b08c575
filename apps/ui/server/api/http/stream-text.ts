import type { StreamMessage } from "@codex-toolloop/protocol";

const texts = new WeakMap<StreamMessage, string>();

/** A message as JSON; one that goes to many readers is written once. */
export function streamText(message: StreamMessage): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = JSON.stringify(message);
  texts.set(message, text);
  return text;
}
