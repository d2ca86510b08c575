import { type PlacedEvent, parseEventLine } from "@codex-toolloop/protocol";

export const RUN = "01890000-0000-7000-8000-000000000001";
export const START = Date.UTC(2026, 0, 1);

/**
 * Events as they would be read from a file: each is 100 bytes long and one second after the one before.
 * @param bodies without the envelope; parsed by the protocol, so a test cannot use an event that does not exist.
 */
export function placed(bodies: Record<string, unknown>[], first = 0): PlacedEvent[] {
  return bodies.map((body, i) => {
    const seq = first + i;
    const at = new Date(START + seq * 1000).toISOString();
    const event = parseEventLine(JSON.stringify({ v: 1, runId: RUN, seq, at, ...body }));
    if (!event) throw new Error(`no event: ${JSON.stringify(body)}`);
    return { offset: seq * 100, end: seq * 100 + 100, event };
  });
}
