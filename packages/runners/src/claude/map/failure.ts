import type { MapState } from "./map-state.ts";
import type { ResultMessage } from "./upstream.ts";

const BY_SUBTYPE: Record<string, string> = {
  error_max_turns: "max_turns",
  error_max_budget_usd: "max_budget",
  error_max_structured_output_retries: "output_invalid",
};
const BY_TERMINAL: Record<string, string> = {
  prompt_too_long: "context_window_exceeded",
  blocking_limit: "context_window_exceeded",
  budget_exhausted: "max_budget",
  structured_output_retry_exhausted: "output_invalid",
};
/** Claude's own word for what the API said (`error` of the message that tells it). */
const BY_CATEGORY: Record<string, string> = {
  authentication_failed: "auth_failed",
  oauth_org_not_allowed: "auth_failed",
  account_on_hold: "auth_failed",
  verification_required: "auth_failed",
  cloud_credential_error: "auth_failed",
  billing_error: "billing_error",
  rate_limit: "rate_limited",
  overloaded: "overloaded",
  invalid_request: "bad_request",
  model_not_found: "model_not_found",
};
const BY_STATUS: Record<number, string> = {
  400: "bad_request",
  401: "auth_failed",
  403: "auth_failed",
  429: "rate_limited",
  529: "overloaded",
};

const LOGIN =
  "Log in with Claude Code (`npm install -g @anthropic-ai/claude-code`, then `claude` and /login), or set ANTHROPIC_API_KEY before you start the dashboard.";

/** Why Claude gave up: one sentence for a person, and a word for `reason` of the run. */
export function failureOf(state: MapState, result: ResultMessage): { error: string; code: string } {
  const said = (result.subtype === "success" ? result.result : result.errors?.join("\n"))?.trim() ?? "";
  const code = codeOf(state, result, said);
  if (code === "max_turns") {
    const rounds = state.maxTurns ?? result.num_turns ?? state.iteration;
    return { code, error: `The limit of ${rounds} rounds was reached before the work was done.` };
  }
  const error = said || `Claude failed: ${result.terminal_reason ?? result.subtype}.`;
  return { code, error: code === "auth_failed" ? `${loginProblem(error)} ${LOGIN}` : error };
}

/** Claude's words as a sentence. Where nobody is logged in they name a command that can only be typed into Claude Code. */
function loginProblem(said: string): string {
  if (/^Not logged in\b/i.test(said)) return "Claude is not logged in.";
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

function codeOf(state: MapState, result: ResultMessage, said: string): string {
  const status = result.api_error_status;
  if (/^No conversation found|^(Error: )?--resume requires/.test(said)) return "thread_missing";
  return (
    BY_SUBTYPE[result.subtype] ??
    BY_TERMINAL[result.terminal_reason ?? ""] ??
    (result.api_error === "connection_failed" ? "connection_lost" : undefined) ??
    (status == null ? undefined : BY_STATUS[status]) ??
    BY_CATEGORY[state.apiError ?? ""] ??
    (status != null && status >= 500 ? "server_error" : undefined) ??
    (result.startup_failure_reason ? "spawn_error" : undefined) ??
    "turn_failed"
  );
}
