import type { Item } from "@codex-toolloop/protocol";
import { z } from "zod";
import { readableCommand } from "./readable-command.ts";
import { fileChange } from "./unified-diff.ts";

/** A thread item as codex tells it: of the app server (camelCase), or of `exec` after `modernItem`. */
export const UpstreamItem = z.looseObject({ type: z.string(), id: z.string() });
export type UpstreamItem = z.infer<typeof UpstreamItem>;

const text = z.string().nullish();
const count = z.number().nonnegative().nullish();
const Status = z.string().nullish().transform(statusOf);
const Kind = z.union([
  z.string().transform((type) => ({ type })),
  z.looseObject({ type: z.string(), move_path: z.string().nullish() }),
]);

const Command = z.object({
  command: z.string(),
  cwd: text,
  status: Status,
  aggregatedOutput: text,
  exitCode: z.number().int().nullish(),
  durationMs: count,
});
const Files = z.object({
  changes: z.array(z.object({ path: z.string(), kind: Kind, diff: z.string().optional() })),
  status: Status,
});
const Tool = z.object({
  server: text,
  namespace: text,
  tool: z.string(),
  arguments: z.unknown().optional(),
  status: Status,
  result: z.looseObject({ content: z.unknown().optional(), structuredContent: z.unknown().optional() }).nullish(),
  contentItems: z.unknown().optional(),
  error: z.union([z.string(), z.looseObject({ message: z.string() })]).nullish(),
  durationMs: count,
});

/** Per type of item: what it is in our words; undefined where it does not have the shape that we know. */
const KINDS: Record<string, (raw: UpstreamItem, cwd: string) => Item | undefined> = {
  agentMessage: (raw) => says("message", raw.text),
  plan: (raw) => says("message", raw.text),
  reasoning: (raw) => {
    const parts = z.object({ summary: z.array(z.string()).default([]), content: z.array(z.string()).default([]) });
    const told = parts.safeParse(raw).data;
    const whole = z.string().safeParse(raw.text).data;
    return told && says("reasoning", whole ?? (told.summary.length > 0 ? told.summary : told.content).join("\n\n"));
  },
  commandExecution: (raw) => {
    const c = Command.safeParse(raw).data;
    if (!c) return undefined;
    return {
      kind: "command",
      command: readableCommand(c.command),
      ...(c.cwd ? { cwd: c.cwd } : {}),
      ...(c.aggregatedOutput == null ? {} : { output: c.aggregatedOutput }),
      ...(c.exitCode == null ? {} : { exitCode: c.exitCode }),
      ...(c.durationMs == null ? {} : { durationMs: c.durationMs }),
      ...c.status,
    };
  },
  fileChange: (raw, cwd) => {
    const f = Files.safeParse(raw).data;
    return f && { kind: "file_change", changes: f.changes.map((change) => fileChange(change, cwd)), ...f.status };
  },
  mcpToolCall: toolCall,
  dynamicToolCall: toolCall,
  collabAgentToolCall: (raw) => {
    const { type: _type, id: _id, tool, status, ...input } = raw;
    return typeof tool === "string"
      ? { kind: "tool_call", server: "agents", tool, input, ...Status.parse(status) }
      : undefined;
  },
  webSearch: (raw) => {
    const search = z.object({ query: z.string(), results: z.unknown().optional() }).safeParse(raw).data;
    return (
      search && { kind: "web_search", query: search.query, ...(search.results ? { results: search.results } : {}) }
    );
  },
  imageView: (raw) => ({ kind: "tool_call", tool: "view_image", input: { path: raw.path } }),
  todoList: (raw) => {
    const list = z.object({ items: z.array(z.object({ text: z.string(), completed: z.boolean() })) });
    const steps = list.safeParse(raw).data?.items;
    return (
      steps && {
        kind: "plan",
        steps: steps.map((s) => ({ text: s.text, status: s.completed ? "completed" : "pending" })),
      }
    );
  },
  error: (raw) => (typeof raw.message === "string" ? { kind: "error", message: raw.message } : undefined),
};

/** Every type of item that has a kind of its own; docs/events.md names each. */
export const KNOWN_ITEMS = Object.keys(KINDS);

/** An item in our words. What is not known, or not of the known shape, is kept whole as a tool call of its type. */
export function mapItem(raw: UpstreamItem, cwd: string): Item {
  const known = KINDS[raw.type]?.(raw, cwd);
  if (known) return known;
  const { type, id: _id, status, startedAtMs: _s, completedAtMs: _c, ...input } = raw;
  return { kind: "tool_call", tool: type, input, ...Status.catch({}).parse(status) };
}

/** The item with a status, where codex gave it none. */
export function withStatus(item: Item, status: "in_progress" | "completed"): Item {
  return { ...item, status: item.status ?? status };
}

/** `exec` tells the same items with underscores. */
export function modernItem(raw: UpstreamItem): UpstreamItem {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const entries = Object.entries(raw).map(([key, value]) => [camel(key), value]);
  return { ...UpstreamItem.parse(Object.fromEntries(entries)), type: camel(raw.type) };
}

function toolCall(raw: UpstreamItem): Item | undefined {
  const t = Tool.safeParse(raw).data;
  if (!t) return undefined;
  const server = t.server ?? t.namespace;
  const result = t.result?.structuredContent ?? t.result?.content ?? t.contentItems ?? undefined;
  const error = typeof t.error === "string" ? t.error : t.error?.message;
  return {
    kind: "tool_call",
    ...(server ? { server } : {}),
    tool: t.tool,
    input: t.arguments,
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
    ...(t.durationMs == null ? {} : { durationMs: t.durationMs }),
    ...t.status,
  };
}

function says(kind: "message" | "reasoning", told: unknown): Item | undefined {
  if (typeof told !== "string") return undefined;
  return kind === "message" ? { kind, role: "assistant", text: told } : { kind, text: told };
}

function statusOf(word: string | null | undefined): { status?: NonNullable<Item["status"]> } {
  if (word === "inProgress" || word === "in_progress") return { status: "in_progress" };
  if (word === "completed" || word === "failed" || word === "declined") return { status: word };
  return {};
}
