import type { Item } from "@codex-toolloop/protocol";
import type { StepContext } from "../../engine/engine-step.ts";

export const PACES = { slow: 2.4, normal: 1.2, fast: 0.3, instant: 0 } as const;
export type Pace = keyof typeof PACES;

/** How the tour talks: the events of a step, with a person's reading time between them. */
export interface Paced {
  /** Waits `ms` at normal pace; rejects at once when the run is stopped. */
  rest(ms: number): Promise<void>;
  /** An item that is there at once. */
  item(item: Item): void;
  /** An item that starts, runs for `ms`, and ends as `done`. */
  working(started: Item, done: Item, ms: number): Promise<void>;
  /** A message or reasoning that arrives word by word. */
  stream(item: Extract<Item, { kind: "message" | "reasoning" }>): Promise<void>;
}

export function paced(context: StepContext): Paced {
  const factor = PACES[String(context.inputs.pace) as Pace] ?? 1;
  let items = 0;
  const nextId = () => `${context.stepId}.${context.attempt}.${++items}`;
  const rest = async (ms: number) => {
    context.signal.throwIfAborted();
    if (ms * factor > 0) await context.host.sleep(ms * factor, context.signal);
  };
  return {
    rest,
    item(item) {
      const itemId = nextId();
      context.emit({ type: "item.started", itemId, item });
      context.emit({ type: "item.finished", itemId, item: { ...item, status: item.status ?? "completed" } });
    },
    async working(started, done, ms) {
      const itemId = nextId();
      context.emit({ type: "item.started", itemId, item: { ...started, status: "in_progress" } });
      await rest(ms);
      context.emit({ type: "item.finished", itemId, item: { status: "completed", ...done } });
    },
    async stream(item) {
      const itemId = nextId();
      context.emit({ type: "item.started", itemId, item: { ...item, text: "", status: "in_progress" } });
      // Whole words with the space before them: joined again they are the text, character for character.
      for (const delta of item.text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
        context.emit({ type: "item.delta", itemId, field: "text", delta });
        await rest(45);
      }
      context.emit({ type: "item.finished", itemId, item: { ...item, status: "completed" } });
    },
  };
}
