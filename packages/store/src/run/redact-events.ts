import type { AnyEvent, PlacedEvent } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { openTail } from "../redact/open-tail.ts";

/**
 * Redacts events. Deltas of one item are redacted as the one text that they make together, so that a secret that
 * arrives in pieces is masked in each of them.
 * @param context the events before the first one, as far as they are known.
 */
export function redactEvents(placed: PlacedEvent[], context: AnyEvent[], redactor: Redactor): PlacedEvent[] {
  const masked = redactDeltas([...context, ...placed.map((p) => p.event)], redactor);
  return placed.map((p, i) => {
    const { offset, end, event } = p;
    const delta = masked.get(i + context.length);
    if (delta !== undefined && event.type === "item.delta" && !event.unknown)
      return { offset, end, event: { ...event, delta } };
    const clean = redactor.json(event);
    return clean === event ? p : { offset, end, event: clean };
  });
}

/** The masked text of each delta, by its index in `events`. */
export function redactDeltas(events: AnyEvent[], redactor: Redactor): Map<number, string> {
  const groups = new Map<string, { index: number; delta: Buffer }[]>();
  events.forEach((event, index) => {
    if (event.unknown || event.type !== "item.delta") return;
    const key = `${event.itemId}\0${event.field}`;
    const group = groups.get(key) ?? [];
    group.push({ index, delta: Buffer.from(event.delta, "utf8") });
    groups.set(key, group);
  });
  const masked = new Map<number, string>();
  for (const group of groups.values()) {
    const whole = Buffer.from(redactor.bytes(Buffer.concat(group.map((part) => part.delta))));
    // The rest of a token may still be on its way.
    whole.fill("*", openTail(whole.toString("latin1")));
    let at = 0;
    for (const { index, delta } of group) {
      masked.set(index, whole.toString("utf8", at, at + delta.length));
      at += delta.length;
    }
  }
  return masked;
}
