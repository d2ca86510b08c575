import { z } from "zod";

/**
 * What Claude says, as far as we look at it: the SDK's messages and the lines of `--output-format stream-json` are the
 * same. Every schema is tolerant: fields that we do not know are kept and passed over.
 */
const Parent = { parent_tool_use_id: z.string().nullish() };

/** A content block of a message, or the beginning of one in a stream. */
export const Block = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
  is_error: z.boolean().nullish(),
});
export type Block = z.infer<typeof Block>;

const count = z.number().nonnegative().nullish().catch(undefined);
/** Tokens of one API answer. `input_tokens` are those that no cache gave. */
export const ApiUsage = z.looseObject({
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  output_tokens: count,
});
export type ApiUsage = z.infer<typeof ApiUsage>;

export const SystemMessage = z.looseObject({
  type: z.literal("system"),
  subtype: z.string(),
  session_id: z.string().optional(),
});
export type SystemMessage = z.infer<typeof SystemMessage>;

export const StreamEvent = z.looseObject({
  type: z.literal("stream_event"),
  event: z.looseObject({
    type: z.string(),
    index: z.number().int().nonnegative().optional(),
    message: z.looseObject({ id: z.string(), usage: ApiUsage.nullish() }).optional(),
    content_block: Block.optional(),
    delta: z
      .looseObject({
        type: z.string().optional(),
        text: z.string().optional(),
        thinking: z.string().optional(),
        partial_json: z.string().optional(),
      })
      .optional(),
    usage: ApiUsage.nullish(),
  }),
  ...Parent,
});
export type StreamEvent = z.infer<typeof StreamEvent>;

export const AssistantMessage = z.looseObject({
  type: z.literal("assistant"),
  message: z.looseObject({
    id: z.string(),
    model: z.string().optional(),
    content: z.array(Block),
    usage: ApiUsage.nullish(),
  }),
  error: z.string().nullish(),
  ...Parent,
});
export type AssistantMessage = z.infer<typeof AssistantMessage>;

/** Why a tool did not run, one entry a tool result of the message. */
const ResultMeta = z.looseObject({
  id: z.string(),
  non_execution_kind: z.string().nullish(),
  permission_decision: z.looseObject({ decision: z.string().nullish() }).nullish(),
});

export const UserMessage = z.looseObject({
  type: z.literal("user"),
  message: z.looseObject({ content: z.union([z.string(), z.array(Block)]) }),
  tool_use_result: z.unknown().optional(),
  tool_result_meta: z.array(ResultMeta).nullish().catch(undefined),
  isReplay: z.boolean().nullish(),
  ...Parent,
});
export type UserMessage = z.infer<typeof UserMessage>;

const ModelUsage = z.looseObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheCreationInputTokens: count,
  thinkingTokens: count,
  contextWindow: count,
  costUSD: count,
});
const ModelUsages = z.record(z.string(), ModelUsage).nullish().catch(undefined);
export type ModelUsages = z.infer<typeof ModelUsages>;

export const ResultMessage = z.looseObject({
  type: z.literal("result"),
  subtype: z.string(),
  session_id: z.string().optional(),
  is_error: z.boolean().optional(),
  result: z.string().nullish(),
  errors: z.array(z.string()).nullish().catch(undefined),
  api_error_status: z.number().nullish(),
  api_error: z.string().nullish().catch(undefined),
  terminal_reason: z.string().nullish(),
  startup_failure_reason: z.string().nullish(),
  num_turns: z.number().nullish(),
  total_cost_usd: count,
  usage: ApiUsage.nullish(),
  /** Totals of the session, also of what its earlier processes used. */
  modelUsage: ModelUsages,
  /** What was used since the result before, in this process: the figures of a run. */
  model_usage_since_last_result: ModelUsages,
  structured_output: z.unknown().optional(),
  /** Messages of ours that wait: another result follows. */
  queued_turn_count: z.number().nullish(),
  /** Our ids of the messages that this turn took. */
  user_message_uuids: z.array(z.string()).nullish().catch(undefined),
});
export type ResultMessage = z.infer<typeof ResultMessage>;

/** A message of a type that has no items of its own: told or passed over by `map-notice.ts`. */
export const OtherMessage = z.looseObject({ type: z.string(), subtype: z.string().optional() });
export type OtherMessage = z.infer<typeof OtherMessage>;

const KNOWN = {
  system: SystemMessage,
  stream_event: StreamEvent,
  assistant: AssistantMessage,
  user: UserMessage,
  result: ResultMessage,
};

export type Upstream =
  | { kind: "system"; message: SystemMessage }
  | { kind: "stream_event"; message: StreamEvent }
  | { kind: "assistant"; message: AssistantMessage }
  | { kind: "user"; message: UserMessage }
  | { kind: "result"; message: ResultMessage }
  | { kind: "other"; message: OtherMessage }
  /** Not what its type promises: `problem` names the field. */
  | { kind: "strange"; type: string; problem: string };

/** Reads one message of Claude's. Never throws: what cannot be understood is `strange`. */
export function readUpstream(raw: unknown): Upstream {
  const other = OtherMessage.safeParse(raw);
  if (!other.success) return { kind: "strange", type: "?", problem: "it has no type" };
  const { type } = other.data;
  if (!isKnown(type)) return { kind: "other", message: other.data };
  const parsed = KNOWN[type].safeParse(raw);
  if (parsed.success) return { kind: type, message: parsed.data } as Upstream;
  const issue = parsed.error.issues[0];
  return { kind: "strange", type, problem: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim() };
}

const isKnown = (type: string): type is keyof typeof KNOWN => Object.hasOwn(KNOWN, type);
