import { randomUUID } from "node:crypto";
import type { Outcome } from "./map/map-message.ts";

/** A message of ours as Claude takes it, by the SDK or as a line of stream-json. */
export function userMessage(text: string) {
  return {
    type: "user" as const,
    message: { role: "user" as const, content: text },
    parent_tool_use_id: null,
    uuid: randomUUID(),
    // Taken at the next step of the running turn, not after its end.
    priority: "next" as const,
  };
}

/**
 * What we said and Claude has yet to take. A text for the running turn that comes too late for it begins another turn of
 * the same process, with a result of its own: the run is over when all that was said was answered.
 */
export function createSaid() {
  const open = new Set<string>();
  return {
    say(text: string): ReturnType<typeof userMessage> {
      const message = userMessage(text);
      open.add(message.uuid);
      return message;
    },
    /** Whether this result answers all that was said. */
    isAnswered({ status, taken, queued }: Outcome): boolean {
      for (const uuid of taken) open.delete(uuid);
      // An older Claude does not say what it took: its queue is all we know.
      if (taken.length === 0) open.clear();
      return status === "interrupted" || (queued === 0 && open.size === 0);
    },
  };
}

/** An endless list to iterate over once: `push` adds, `close` ends it. */
export function createQueue<T>(): AsyncIterable<T> & { push(value: T): boolean; close(): void } {
  const waiting: T[] = [];
  let closed = false;
  let wake = () => {};
  return {
    push(value) {
      if (closed) return false;
      waiting.push(value);
      wake();
      return true;
    },
    close() {
      closed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (closed) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
