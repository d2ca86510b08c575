import type { EventInput, Item } from "@codex-toolloop/protocol";
import { createMapState, mapMessage } from "../../src/claude/map/map-message.ts";

export const turn = (resumed = false) => createMapState({ turnId: "t1", cwd: "/srv/demo", maxTurns: 5, resumed });
export const use = (id: string, name: string, input: unknown, more: object = {}) => ({
  type: "assistant",
  message: { id: `msg_${id}`, model: "m", content: [{ type: "tool_use", id, name, input }] },
  parent_tool_use_id: null,
  ...more,
});
export const result = (
  id: string,
  content: unknown,
  more: { is_error?: boolean; value?: unknown; meta?: object } = {},
) => ({
  type: "user",
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content, is_error: more.is_error }] },
  ...(more.value === undefined ? {} : { tool_use_result: more.value }),
  ...(more.meta ? { tool_result_meta: [{ id, ...more.meta }] } : {}),
});
export function play(messages: unknown[], state = turn()) {
  const mapped = messages.map((message) => mapMessage(state, message));
  return { events: mapped.flatMap((m) => m.events), outcome: mapped.flatMap((m) => m.outcome ?? []).at(-1), state };
}
/** The item as a tool's call and result leave it. */
export function ended(
  name: string,
  input: unknown,
  ...answer: [unknown, { is_error?: boolean; value?: unknown; meta?: object }?]
): Item | undefined {
  const { events } = play([use("x", name, input), result("x", ...answer)]);
  return events.flatMap((e) => (e.type === "item.finished" ? [e.item] : []))[0];
}
export const notices = (events: readonly EventInput[]) => events.flatMap((e) => (e.type === "notice" ? [e] : []));
