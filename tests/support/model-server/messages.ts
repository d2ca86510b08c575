import { randomUUID } from "node:crypto";
import type { Entry } from "./choose-answer.ts";
import type { ToolStep, Wire } from "./wire.ts";

type Part = { type?: string; text?: string };
type Request = {
  model?: string;
  tools?: { name?: string }[];
  messages?: { role?: string; content?: string | Part[] }[];
};

const KINDS: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  429: "rate_limit_error",
  529: "overloaded_error",
};
/** Arguments of a tool come in pieces of this many characters, as they do from the real API. */
const PIECE = 16;

/** Anthropic Messages over SSE, as far as Claude Code 2.1.329 listens to it. */
export const messages: Wire = {
  path: "/v1/messages",

  read(body) {
    const { tools = [], messages: said = [] } = (body ?? {}) as Request;
    // Without tools it is a request on the side: a title for the session, a look at the quota.
    if (tools.length === 0) return null;
    return said.flatMap(({ role, content }): Entry[] => {
      if (role !== "user") return [];
      if (typeof content === "string") return [{ user: content }];
      return (content ?? []).flatMap((part): Entry[] => {
        if (part.type === "tool_result") return [{ toolResult: true }];
        return part.type === "text" ? [{ user: part.text ?? "" }] : [];
      });
    });
  },

  refusal: (status) => ({
    type: "error",
    error: { type: KINDS[status] ?? "api_error", message: `the script answers ${status}` },
  }),

  teller(body, send) {
    const { model = "scripted", tools = [] } = (body ?? {}) as Request;
    const offered = new Set(tools.map((tool) => tool.name ?? ""));
    let index = -1;
    let reason = "end_turn";
    const block = (content_block: Record<string, unknown>) =>
      send({ type: "content_block_start", index: ++index, content_block });
    const delta = (piece: { type: string } & Record<string, unknown>) =>
      send({ type: "content_block_delta", index, delta: piece });
    const stop = () => send({ type: "content_block_stop", index });
    return {
      begin: () =>
        send({
          type: "message_start",
          message: {
            id: `msg_${hex()}`,
            type: "message",
            role: "assistant",
            model,
            content: [],
            stop_reason: null,
            stop_sequence: null,
            usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
          },
        }),
      async say(pieces) {
        block({ type: "text", text: "" });
        for await (const text of pieces) delta({ type: "text_delta", text });
        stop();
      },
      async think(pieces) {
        block({ type: "thinking", thinking: "", signature: "" });
        for await (const thinking of pieces) delta({ type: "thinking_delta", thinking });
        delta({ type: "signature_delta", signature: "c2NyaXB0ZWQ=" });
        stop();
      },
      call(step) {
        reason = "tool_use";
        for (const { name, input } of callsOf(step, offered)) {
          block({ type: "tool_use", id: `toolu_${hex()}`, name, input: {} });
          const json = JSON.stringify(input);
          for (let at = 0; at < json.length; at += PIECE)
            delta({ type: "input_json_delta", partial_json: json.slice(at, at + PIECE) });
          stop();
        }
      },
      end(usage) {
        const cached = usage.cached ?? 0;
        send({
          type: "message_delta",
          delta: { stop_reason: reason, stop_sequence: null },
          usage: {
            input_tokens: usage.input - cached,
            cache_creation_input_tokens: 0,
            cache_read_input_tokens: cached,
            output_tokens: usage.output,
          },
        });
        send({ type: "message_stop" });
      },
    };
  },
};

/** The call of the vendor's tool for a step: the to-do list is `TodoWrite` where it is offered, else a task is made. */
function callsOf(step: ToolStep, offered: ReadonlySet<string>): { name: string; input: unknown }[] {
  if ("shell" in step)
    return [
      { name: "Bash", input: { command: runnable(step.shell), description: "A scripted command", timeout: 600_000 } },
    ];
  if ("tool" in step) return [{ name: step.tool, input: step.input }];
  if ("write" in step) return [{ name: "Write", input: { file_path: step.write.path, content: step.write.content } }];
  if (offered.has("TodoWrite") || !offered.has("TaskCreate")) {
    const todos = step.plan.map(({ text, status }) => ({ content: text, status, activeForm: text }));
    return [{ name: "TodoWrite", input: { todos } }];
  }
  const [first] = step.plan;
  return [{ name: "TaskCreate", input: { subject: first?.text ?? "Work", description: "A scripted task" } }];
}

/** Claude refuses a command that only sleeps. Behind another one it does not. */
const runnable = (command: string) => (/^\s*sleep\b/.test(command) ? `true && ${command}` : command);

const hex = () => randomUUID().replaceAll("-", "").slice(0, 24);
