import { randomUUID } from "node:crypto";
import type { Entry } from "./choose-answer.ts";
import { callItem, offeredTools } from "./responses-tools.ts";
import type { Wire } from "./wire.ts";

type Part = { type?: string; text?: string };
type Input = { type?: string; role?: string; content?: string | Part[] };

const REFUSALS: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  429: "rate_limit_exceeded",
};

/** OpenAI Responses over SSE, as far as codex 0.169.0 listens to it. */
export const responses: Wire = {
  path: "/v1/responses",

  read(body) {
    return inputOf(body).flatMap((item): Entry[] => {
      if (item.type === "function_call_output" || item.type === "custom_tool_call_output")
        return [{ toolResult: true }];
      if (item.type !== "message" || item.role !== "user") return [];
      const { content } = item;
      return [{ user: typeof content === "string" ? content : (content ?? []).map((p) => p.text ?? "").join("\n") }];
    });
  },

  refusal: (status) => ({
    error: {
      message: `the script answers ${status}`,
      type: REFUSALS[status] ?? "server_error",
      code: null,
      param: null,
    },
  }),

  teller(body, send) {
    const id = `resp_${randomUUID()}`;
    const tools = offeredTools(body);
    let index = -1;
    const added = (item: Record<string, unknown>) =>
      send({ type: "response.output_item.added", output_index: ++index, item });
    const done = (item: Record<string, unknown>) =>
      send({ type: "response.output_item.done", output_index: index, item });
    return {
      begin: () => send({ type: "response.created", response: { id, status: "in_progress" } }),
      async say(pieces) {
        const item = { type: "message", role: "assistant", id: `msg_${randomUUID()}` };
        added({ ...item, content: [] });
        let text = "";
        for await (const delta of pieces) {
          text += delta;
          send({
            type: "response.output_text.delta",
            item_id: item.id,
            output_index: index,
            content_index: 0,
            delta,
          });
        }
        done({ ...item, content: [{ type: "output_text", text, annotations: [] }] });
      },
      async think(pieces) {
        const item = { type: "reasoning", id: `rs_${randomUUID()}` };
        added({ ...item, summary: [] });
        const place = { item_id: item.id, output_index: index, summary_index: 0 };
        send({ type: "response.reasoning_summary_part.added", ...place, part: { type: "summary_text", text: "" } });
        let text = "";
        for await (const delta of pieces) {
          text += delta;
          send({ type: "response.reasoning_summary_text.delta", ...place, delta });
        }
        done({ ...item, summary: [{ type: "summary_text", text }] });
      },
      call(step) {
        const item = callItem(step, tools);
        added(item);
        done(item);
      },
      end(usage) {
        send({
          type: "response.completed",
          response: {
            id,
            status: "completed",
            usage: {
              input_tokens: usage.input,
              input_tokens_details: { cached_tokens: usage.cached ?? 0 },
              output_tokens: usage.output,
              output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
              total_tokens: usage.input + usage.output,
            },
          },
        });
      },
    };
  },
};

const inputOf = (body: unknown): Input[] => (body as { input?: Input[] } | null)?.input ?? [];
