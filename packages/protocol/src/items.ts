import { z } from "zod";

/** One visible thing inside a turn or step. Vendor messages and command steps all map onto these. */
/** `canceled`: a stop ended it; it did not fail by itself. */
export const ItemStatus = z.enum(["in_progress", "completed", "failed", "declined", "canceled"]);

const base = { status: ItemStatus.optional() };

export const Item = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("message"), role: z.enum(["user", "assistant"]), text: z.string(), ...base }),
  z.object({ kind: z.literal("reasoning"), text: z.string(), ...base }),
  z.object({
    kind: z.literal("command"),
    /** As a person would read it; never executed from here. */
    command: z.string(),
    cwd: z.string().optional(),
    /** Inline output (agents). Commands of a step have a byte range of output.log instead. */
    output: z.string().optional(),
    logStart: z.number().int().nonnegative().optional(),
    logEnd: z.number().int().nonnegative().optional(),
    exitCode: z.number().int().nullable().optional(),
    durationMs: z.number().nonnegative().optional(),
    ...base,
  }),
  z.object({
    kind: z.literal("file_change"),
    changes: z.array(
      z.object({ path: z.string(), change: z.enum(["add", "delete", "update"]), diff: z.string().optional() }),
    ),
    ...base,
  }),
  z.object({
    kind: z.literal("tool_call"),
    server: z.string().optional(),
    tool: z.string(),
    input: z.unknown().optional(),
    result: z.unknown().optional(),
    error: z.string().optional(),
    durationMs: z.number().nonnegative().optional(),
    ...base,
  }),
  z.object({
    kind: z.literal("plan"),
    steps: z.array(z.object({ text: z.string(), status: z.enum(["pending", "in_progress", "completed"]) })),
    ...base,
  }),
  z.object({ kind: z.literal("web_search"), query: z.string(), results: z.unknown().optional(), ...base }),
  z.object({ kind: z.literal("error"), message: z.string(), ...base }),
]);
export type Item = z.infer<typeof Item>;
export type ItemKind = Item["kind"];

/** Tokens and cost; what a vendor does not report is absent. Cost in US dollars. */
export const Usage = z.object({
  inputTokens: z.number().nonnegative().optional(),
  cachedInputTokens: z.number().nonnegative().optional(),
  outputTokens: z.number().nonnegative().optional(),
  reasoningTokens: z.number().nonnegative().optional(),
  totalTokens: z.number().nonnegative().optional(),
  /** Tokens that the model has before it now, of the `contextWindow` that it can have. */
  contextTokens: z.number().nonnegative().optional(),
  contextWindow: z.number().positive().optional(),
  costUsd: z.number().nonnegative().optional(),
});
export type Usage = z.infer<typeof Usage>;
