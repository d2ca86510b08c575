import { tellStrange } from "./map-notice.ts";
import { add, begin, finish, type Mapped, type MapState, NOTHING, tokensOf, usageSoFar } from "./map-state.ts";
import { finishServerTool } from "./map-tool-result.ts";
import { beginTool, tellInput } from "./map-tool-use.ts";
import type { Block, StreamEvent } from "./upstream.ts";

/**
 * The pieces of an answer while the model gives it. What a subagent streams is passed over: its tool calls come whole,
 * in messages of their own, and its words are for its parent.
 */
export function mapStreamEvent(state: MapState, { event, parent_tool_use_id }: StreamEvent, out: Mapped): void {
  if (parent_tool_use_id) return;
  switch (event.type) {
    case "message_start":
      if (event.message) beginRound(state, out, event.message.id);
      state.current = tokensOf(event.message?.usage);
      return;
    case "content_block_start":
      if (event.content_block && event.index !== undefined) beginBlock(state, out, event.index, event.content_block);
      return;
    case "content_block_delta":
      if (event.index !== undefined) mapDelta(state, out, event.index, event.delta);
      return;
    case "content_block_stop":
      // The whole block comes as an `assistant` message around this; what stays open ends with the message.
      return;
    case "message_delta":
      state.current = tokensOf(event.usage, state.current);
      state.context = state.current.input + state.current.output;
      out.events.push({ type: "usage.updated", usage: usageSoFar(state) });
      return;
    case "message_stop":
      endBlocks(state, out);
      return;
    case "ping":
    case "error":
      // An error ends the answer; the `assistant` or `result` message that follows says what it was.
      return;
    default:
      tellStrange(state, out, `stream_event/${event.type}`);
  }
}

/** A new answer of the model begins: one more round. */
export function beginRound(state: MapState, out: Mapped, id: string): void {
  if (state.round === id) return;
  endBlocks(state, out);
  state.round = id;
  state.blocks.clear();
  state.done = add(state.done, state.current);
  state.current = NOTHING;
  state.iteration += 1;
  const { iteration, maxTurns } = state;
  out.events.push({ type: "iteration.started", iteration, ...(maxTurns === undefined ? {} : { max: maxTurns }) });
}

function beginBlock(state: MapState, out: Mapped, index: number, block: Block): void {
  const itemId = `${state.round}:${index}`;
  switch (block.type) {
    case "text":
      state.blocks.set(index, { itemId, kind: "text", text: block.text ?? "", ended: false, whole: false });
      begin(state, out, itemId, message(block.text ?? "", "in_progress"));
      return;
    case "thinking":
    case "redacted_thinking":
      state.blocks.set(index, { itemId, kind: "thinking", text: block.thinking ?? "", ended: false, whole: false });
      begin(state, out, itemId, reasoning(block.thinking ?? "", "in_progress"));
      return;
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      if (!block.id) {
        tellStrange(state, out, `block/${block.type}`, "(it has no id)");
        return;
      }
      state.blocks.set(index, { itemId: block.id, kind: "tool", text: "", ended: false, whole: false });
      beginTool(state, out, block.id, block.name ?? "tool");
      return;
    default:
      // Any other comes whole, in an `assistant` message.
      if (block.tool_use_id) finishServerTool(state, out, block);
  }
}

function mapDelta(state: MapState, out: Mapped, index: number, delta: StreamEvent["event"]["delta"]): void {
  const block = state.blocks.get(index);
  if (!block || !delta) return;
  const piece = delta.text ?? delta.thinking ?? delta.partial_json;
  if (piece === undefined) {
    const silent = ["signature_delta", "citations_delta", "thinking_tokens_delta"];
    if (!silent.includes(delta.type ?? "")) tellStrange(state, out, `delta/${delta.type}`);
    return;
  }
  block.text += piece;
  if (piece === "" || !state.open.has(block.itemId)) return;
  const field = block.kind === "tool" ? "input" : "text";
  out.events.push({ type: "item.delta", itemId: block.itemId, field, delta: piece });
}

/** Ends what the answer left open: its text as far as it came; a tool waits for its result. */
function endBlocks(state: MapState, out: Mapped): void {
  for (const block of state.blocks.values()) {
    if (block.ended) continue;
    block.ended = true;
    if (block.kind === "tool") tellInput(state, out, block.itemId, parsed(block.text));
    else if (state.open.has(block.itemId)) {
      if (block.kind === "text") state.lastText = block.text;
      finish(state, out, block.itemId, (block.kind === "text" ? message : reasoning)(block.text, "completed"));
    }
  }
}

export const message = (text: string, status: "in_progress" | "completed") =>
  ({ kind: "message", role: "assistant", text, status }) as const;
export const reasoning = (text: string, status: "in_progress" | "completed") =>
  ({ kind: "reasoning", text, status }) as const;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json === "" ? "{}" : json);
  } catch {
    return json;
  }
}
