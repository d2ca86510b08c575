import { mapAssistant } from "./map-assistant.ts";
import { mapOther, mapSystem, tellStrange } from "./map-notice.ts";
import { mapResult } from "./map-result.ts";
import type { Mapped, MapState } from "./map-state.ts";
import { mapStreamEvent } from "./map-stream.ts";
import { mapUser } from "./map-tool-result.ts";
import { readUpstream } from "./upstream.ts";

export { createMapState, type Mapped, type MapState, type Outcome } from "./map-state.ts";

/**
 * What one message of Claude's comes to, in the event language. Pure but for `state`; never throws: what it does not know
 * is told as a notice (once a kind), and what says nothing a person needs stays in claude-events.jsonl alone.
 * @param state of this turn, changed. @param raw the message as it came.
 */
export function mapMessage(state: MapState, raw: unknown): Mapped {
  const out: Mapped = { events: [], calls: [] };
  const upstream = readUpstream(raw);
  switch (upstream.kind) {
    case "system":
      mapSystem(state, upstream.message, out);
      break;
    case "stream_event":
      mapStreamEvent(state, upstream.message, out);
      break;
    case "assistant":
      mapAssistant(state, upstream.message, out);
      break;
    case "user":
      mapUser(state, upstream.message, out);
      break;
    case "result":
      mapResult(state, upstream.message, out);
      break;
    case "other":
      mapOther(state, upstream.message, out);
      break;
    case "strange":
      tellStrange(state, out, upstream.type, `(${upstream.problem})`);
      break;
    default:
      upstream satisfies never;
  }
  return out;
}
