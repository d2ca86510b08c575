import { tellStrange } from "./map-notice.ts";
import { finish, type Mapped, type MapState, tokensOf } from "./map-state.ts";
import { beginRound, message, reasoning } from "./map-stream.ts";
import { finishServerTool } from "./map-tool-result.ts";
import { beginTool, tellInput } from "./map-tool-use.ts";
import type { AssistantMessage, Block } from "./upstream.ts";

/** Claude says this itself, no model did: an error of the API, or that there was nothing to answer. */
const SYNTHETIC = "<synthetic>";

/** A whole content block (one a message). It ends the item that its pieces began, or is told whole where none came. */
export function mapAssistant(state: MapState, upstream: AssistantMessage, out: Mapped): void {
  const { message: answer, parent_tool_use_id: parent } = upstream;
  if (upstream.error || answer.model === SYNTHETIC) {
    mapSynthetic(state, upstream, out);
    return;
  }
  if (!parent) {
    const wasStreamed = state.round === answer.id;
    beginRound(state, out, answer.id);
    if (!wasStreamed) {
      state.current = tokensOf(answer.usage);
      state.context = state.current.input + state.current.output;
    }
  }
  for (const block of answer.content) mapBlock(state, block, { id: answer.id, parent }, out);
}

function mapBlock(state: MapState, block: Block, of: { id: string; parent?: string | null | undefined }, out: Mapped) {
  switch (block.type) {
    case "text":
    case "thinking":
    case "redacted_thinking": {
      // A subagent's words are for its parent; they come back as the result of the call that started it.
      if (of.parent) return;
      const kind = block.type === "text" ? "text" : "thinking";
      const text = (kind === "text" ? block.text : block.thinking) ?? "";
      if (kind === "text") state.lastText = text;
      const streamed = [...state.blocks.values()].find((b) => b.kind === kind && !b.whole);
      if (streamed) streamed.whole = true;
      if (streamed?.ended) return;
      if (streamed) streamed.ended = true;
      const itemId = streamed?.itemId ?? `${of.id}:${state.blocks.size}`;
      if (!streamed) state.blocks.set(state.blocks.size, { itemId, kind, text, ended: true, whole: true });
      finish(state, out, itemId, kind === "text" ? message(text, "completed") : reasoning(text, "completed"));
      return;
    }
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use": {
      if (!block.id) {
        tellStrange(state, out, `block/${block.type}`, "(it has no id)");
        return;
      }
      const streamed = [...state.blocks.values()].find((b) => b.itemId === block.id);
      if (streamed) streamed.ended = streamed.whole = true;
      if (!state.tools.has(block.id)) beginTool(state, out, block.id, block.name ?? "tool", block.input);
      else tellInput(state, out, block.id, block.input);
      return;
    }
    default:
      if (block.tool_use_id) finishServerTool(state, out, block);
      else keepWhole(state, out, of.id, block);
  }
}

/** A kind of block that we do not know is kept as a tool's call, with all its fields. */
function keepWhole(state: MapState, out: Mapped, answerId: string, block: Block): void {
  const index = state.blocks.size;
  const itemId = `${answerId}:${index}`;
  state.blocks.set(index, { itemId, kind: "tool", text: "", ended: true, whole: true });
  finish(state, out, itemId, { kind: "tool_call", tool: block.type, input: block, status: "completed" });
}

function mapSynthetic(state: MapState, { message: answer, error, uuid }: AssistantMessage, out: Mapped): void {
  const text = answer.content
    .map((block) => block.text ?? "")
    .join("\n")
    .trim();
  if (error) {
    state.apiError = error;
    const itemId = `error:${typeof uuid === "string" ? uuid : answer.id}`;
    finish(state, out, itemId, { kind: "error", message: text || error, status: "failed" });
  } else if (text !== "") out.events.push({ type: "notice", level: "info", message: text });
}
