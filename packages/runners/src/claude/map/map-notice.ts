import type { EventInput } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { Mapped, MapState } from "./map-state.ts";
import type { OtherMessage, SystemMessage } from "./upstream.ts";

type Level = Extract<EventInput, { type: "notice" }>["level"];

/** Say nothing that the transcript lacks: they stay in claude-events.jsonl. */
export const SILENT: ReadonlySet<string> = new Set([
  "system/status/requesting",
  "system/thinking_tokens",
  "system/session_state_changed",
  "system/commands_changed",
  "system/background_tasks_changed",
  "system/task_progress",
  "system/task_updated",
  "system/hook_started",
  "system/hook_progress",
  "system/hook_response",
  "system/files_persisted",
  "system/plugin_install",
  "system/memory_recall",
  "system/elicitation_complete",
  "command_lifecycle",
  "tool_progress",
  "tool_use_summary",
  "prompt_suggestion",
  "active_goal",
  "keep_alive",
]);

/** Messages of type `system`: what the session is, and what Claude says about its work. */
export function mapSystem(state: MapState, message: SystemMessage, out: Mapped): void {
  if (message.session_id !== undefined && message.session_id !== state.threadId)
    out.threadId = state.threadId = message.session_id;
  if (message.subtype === "background_tasks_changed") state.agents = Background.parse(message).tasks.length;
  if (message.subtype === "init") {
    mapInit(state, message, out);
    return;
  }
  const kind = message.subtype === "status" ? `system/status/${message.status}` : `system/${message.subtype}`;
  if (SILENT.has(kind) || kind === "system/status/null") return;
  const told = tellSystem(message);
  if (told) out.events.push({ type: "notice", ...told });
  else if (told === undefined) tellStrange(state, out, kind);
}

/** The whole list, each time. Commands in the background may run for ever, and Claude ends them with itself. */
const Background = z.looseObject({
  tasks: z
    .array(z.looseObject({ task_type: z.string().catch(""), ambient: z.boolean().catch(false) }))
    .catch([])
    .transform((tasks) => tasks.filter((task) => task.task_type === "local_agent" && !task.ambient)),
});

const Init = z.looseObject({ model: z.string().optional().catch(undefined) });

function mapInit(state: MapState, message: SystemMessage, out: Mapped): void {
  const { model } = Init.parse(message);
  if (model !== undefined && model !== state.model) out.model = state.model = model;
  // A message of ours that is taken later begins with another init: it is the same turn.
  if (state.started) return;
  state.started = true;
  out.events.push({
    type: "turn.started",
    turnId: state.turnId,
    runner: "claude",
    ...(model === undefined ? {} : { model }),
    ...(state.threadId === undefined ? {} : { threadId: state.threadId }),
  });
}

const word = z.string().optional().catch(undefined);
const number = z.number().nullish().catch(undefined);
const Fields = z.looseObject({
  status: word,
  compact_result: word,
  compact_error: word,
  compact_metadata: z.looseObject({ pre_tokens: number, post_tokens: number }).optional().catch(undefined),
  attempt: number,
  max_retries: number,
  retry_delay_ms: number,
  error_status: number,
  error: word,
  tool_name: word,
  message: word,
  description: word,
  summary: word,
  content: word,
  text: word,
  level: word,
  is_backgrounded: z.boolean().optional().catch(undefined),
  skip_transcript: z.boolean().optional().catch(undefined),
});

/** @returns the notice; null where it is known to need none; undefined where the kind is unknown. */
function tellSystem(message: SystemMessage): { level: Level; message: string; code: string } | null | undefined {
  const said = Fields.parse(message);
  switch (message.subtype) {
    case "status":
      if (said.compact_result === "failed")
        return notice(
          "warning",
          "compacted",
          `The conversation could not be compacted: ${said.compact_error ?? "no reason given"}`,
        );
      if (said.compact_result === "success") return null;
      return said.status === "compacting" ? notice("info", "compacting", "Compacting the conversation.") : undefined;
    case "compact_boundary": {
      const { pre_tokens: from, post_tokens: to } = said.compact_metadata ?? {};
      const tokens = from == null ? "" : ` (${from} tokens${to == null ? "" : `, now ${to}`})`;
      return notice("info", "compacted", `The conversation so far was compacted${tokens}.`);
    }
    case "api_retry": {
      const what = said.error_status == null ? "could not be reached" : `answered ${said.error_status}`;
      const why = said.error && said.error !== "unknown" ? ` (${said.error})` : "";
      const when = said.retry_delay_ms == null ? "" : ` in ${(said.retry_delay_ms / 1000).toFixed(1)} s`;
      const count = `attempt ${said.attempt ?? "?"} of ${said.max_retries ?? "?"}`;
      return notice("warning", "retry", `The API ${what}${why}; trying again${when}, ${count}.`);
    }
    case "permission_denied":
      return notice("warning", "permission_denied", `${said.tool_name ?? "A tool"} was refused: ${said.message ?? ""}`);
    case "task_started":
      if (said.skip_transcript || !said.is_backgrounded) return null;
      return notice("info", "task", `In the background: ${said.description ?? "a task"}.`);
    case "task_notification":
      if (said.skip_transcript) return null;
      return notice(
        said.status === "failed" ? "warning" : "info",
        "task",
        `A task ${said.status ?? "ended"}: ${said.summary ?? ""}`,
      );
    case "model_refusal_fallback":
    case "model_refusal_no_fallback":
      return notice("warning", "model_refusal", said.content ?? "The model refused.");
    case "session_writes_lost":
      return notice(
        "warning",
        "session_writes_lost",
        "Claude could not save all of its conversation: the disk is full.",
      );
    case "mirror_error":
      return notice("warning", "mirror_error", said.error ?? "Claude could not save its conversation.");
    case "informational":
    case "notification":
    case "local_command_output": {
      const level = said.level === "error" || said.level === "warning" ? said.level : "info";
      const text = said.content ?? said.text ?? said.message ?? "";
      return text === "" ? null : notice(level, message.subtype, text);
    }
    default:
      return undefined;
  }
}

const notice = (level: Level, code: string, message: string) => ({ level, code, message: message.trim() });

const RateLimit = z.looseObject({
  rate_limit_info: z.looseObject({ status: z.string(), rateLimitType: word, resetsAt: number, utilization: number }),
});
const Auth = z.looseObject({ error: word });

/** Messages of the other types. */
export function mapOther(state: MapState, message: OtherMessage, out: Mapped): void {
  if (SILENT.has(message.type)) return;
  if (message.type === "rate_limit_event") {
    const { success, data } = RateLimit.safeParse(message);
    if (!success || data.rate_limit_info.status === "allowed") return;
    const { status, rateLimitType: which, resetsAt } = data.rate_limit_info;
    const until = resetsAt == null ? "" : `, until ${new Date(resetsAt * 1000).toISOString()}`;
    const what = status === "rejected" ? "is used up" : "is nearly used up";
    out.events.push({
      type: "notice",
      ...notice("warning", "rate_limit", `The plan's limit (${which ?? "usage"}) ${what}${until}.`),
    });
    return;
  }
  if (message.type === "auth_status") {
    const { error } = Auth.parse(message);
    if (error) out.events.push({ type: "notice", ...notice("error", "auth", error) });
    return;
  }
  tellStrange(state, out, message.type);
}

/** Says once that a message is not understood; all of them stand in claude-events.jsonl. */
export function tellStrange(state: MapState, out: Mapped, kind: string, problem = ""): void {
  if (state.strange.has(kind)) return;
  state.strange.add(kind);
  const message = `Claude sent something that this version does not know: ${kind} ${problem}`.trim();
  out.events.push({ type: "notice", level: "info", message, code: "unknown_message" });
}
