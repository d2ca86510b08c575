import type { EventInput } from "@codex-toolloop/protocol";
import type { TurnSink } from "../../src/contract.ts";

/** A sink that keeps what it is told, and lets a test wait for it. */
export interface Listener {
  sink: TurnSink;
  events: EventInput[];
  raw: { direction: "<" | ">"; message: unknown }[];
  toolCalls: { itemId: string; tool: string; phase: "call" | "result"; value: unknown }[];
  threads: string[];
  models: string[];
  /** Resolves with the first event that fits, at once when it was told already. */
  told<T extends EventInput["type"]>(
    type: T,
    fits?: (event: Extract<EventInput, { type: T }>) => boolean,
  ): Promise<Extract<EventInput, { type: T }>>;
  /** All events of one type. */
  all<T extends EventInput["type"]>(type: T): Extract<EventInput, { type: T }>[];
}

export function listen(): Listener {
  const events: EventInput[] = [];
  const waiting = new Set<() => void>();
  const listener: Listener = {
    events,
    raw: [],
    toolCalls: [],
    threads: [],
    models: [],
    sink: {
      emit(event) {
        events.push(structuredClone(event));
        for (const look of [...waiting]) look();
      },
      raw: (direction, message) => void listener.raw.push({ direction, message }),
      toolCall: (record) => void listener.toolCalls.push(record),
      thread: (id) => void listener.threads.push(id),
      model: (name) => void listener.models.push(name),
    },
    all: (type) => events.filter((e): e is Extract<EventInput, { type: typeof type }> => e.type === type),
    told: (type, fits = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = listener.all(type).find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
  return listener;
}
