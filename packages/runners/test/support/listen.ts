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
  /** Resolves with the first upstream message that fits, at once when it came already. */
  heard(fits: (message: unknown) => boolean): Promise<unknown>;
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
      raw(direction, message) {
        listener.raw.push({ direction, message });
        for (const look of [...waiting]) look();
      },
      toolCall: (record) => void listener.toolCalls.push(record),
      thread: (id) => void listener.threads.push(id),
      model: (name) => void listener.models.push(name),
    },
    all: (type) => events.filter((e): e is Extract<EventInput, { type: typeof type }> => e.type === type),
    heard: (fits) => until(() => listener.raw.find((r) => r.direction === "<" && fits(r.message))?.message),
    told: (type, fits = () => true) => until(() => listener.all(type).find(fits)),
  };
  function until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }
  return listener;
}
