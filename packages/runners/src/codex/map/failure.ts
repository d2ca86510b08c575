import { z } from "zod";

/** Why a turn failed: a code for `reason`, and a sentence for a person. */
export interface Failure {
  code: string;
  error: string;
}

/** `error` of a turn or of the `error` message. Newer versions name a cause in `codexErrorInfo`. */
export const UpstreamError = z.looseObject({
  message: z.string(),
  codexErrorInfo: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  additionalDetails: z.string().nullish(),
});
export type UpstreamError = z.infer<typeof UpstreamError>;

/** What a model server says in the body of a refusal; some versions pass it on as it is. */
const Body = z.looseObject({ error: z.looseObject({ message: z.string() }) });
const HttpStatus = z.looseObject({ httpStatusCode: z.number().int() });

/** Per cause: the code, and what to do about it. The first that fits wins. */
const CAUSES: {
  code: string;
  fits: (cause: string, status: number | null, message: string) => boolean;
  say: string;
}[] = [
  {
    code: "auth_failed",
    fits: (cause, status, text) =>
      cause === "unauthorized" || status === 401 || /\b401\b|missing environment variable/i.test(text),
    say: "Codex could not sign in: run `codex login` in a terminal, or check the API key of its model provider.",
  },
  {
    code: "config_invalid",
    fits: (_cause, _status, text) => /failed to load configuration/i.test(text),
    say: "Codex cannot read its configuration: correct config.toml in its home folder.",
  },
  {
    code: "access_denied",
    fits: (_cause, status, text) => status === 403 || /\b403\b/.test(text),
    say: "The model provider refused access for this account.",
  },
  {
    code: "rate_limited",
    fits: (cause, status, text) =>
      /^(rateLimitExceeded|usageLimitExceeded|sessionBudgetExceeded)$/.test(cause) ||
      status === 429 ||
      /\b429\b|usage limit/i.test(text),
    say: "The model provider's limit is reached: wait, or use another model or account.",
  },
  {
    code: "context_window_exceeded",
    fits: (cause) => cause === "contextWindowExceeded",
    say: "The conversation is longer than the model can read: begin a new session.",
  },
  {
    code: "model_not_found",
    fits: (cause, status) => cause === "modelNotFound" || status === 404,
    say: "The model provider does not know this model: choose another one.",
  },
  {
    code: "bad_request",
    fits: (cause, status, text) => cause === "badRequest" || status === 400 || /\b400 Bad Request\b/.test(text),
    say: "The model provider did not accept the request.",
  },
  {
    code: "sandbox_error",
    fits: (cause) => cause === "sandboxError",
    say: "Codex could not set up its sandbox on this machine.",
  },
  {
    code: "server_error",
    fits: (cause, status, text) =>
      /^(internalServerError|serverOverloaded|flexUnavailable|policyCapacityUnavailable)$/.test(cause) ||
      (status !== null && status >= 500) ||
      /\b5\d\d (Internal|Bad Gateway|Service|Gateway)|high demand/.test(text),
    say: "The model server failed: try again later.",
  },
  {
    code: "connection_lost",
    fits: (cause, _status, text) =>
      /^(httpConnectionFailed|responseStreamConnectionFailed|responseStreamDisconnected|responseTooManyFailedAttempts)$/.test(
        cause,
      ) || /stream disconnected|error sending request|connection/i.test(text),
    say: "The connection to the model server broke: check the network and the provider's address.",
  },
];

/** What an upstream error means. */
export function failureOf(upstream: UpstreamError): Failure {
  const { codexErrorInfo: info } = upstream;
  const body = refusalIn(upstream.message);
  const [named = "", detail] = typeof info === "string" ? [info] : (Object.entries(info ?? {})[0] ?? []);
  const cause = body !== undefined && named === "other" ? "badRequest" : named;
  const status = HttpStatus.safeParse(detail);
  const text = [upstream.message, upstream.additionalDetails].filter(Boolean).join(" ");
  const known = CAUSES.find((c) => c.fits(cause, status.success ? status.data.httpStatusCode : null, text));
  const told = (body ?? upstream.message).trim().replace(/\.$/, "");
  if (!known) return { code: "turn_failed", error: `Codex gave up: ${told}.` };
  return { code: known.code, error: told === "" ? known.say : `${known.say} It said: ${told}.` };
}

function refusalIn(message: string): string | undefined {
  if (!message.startsWith("{")) return undefined;
  try {
    return Body.safeParse(JSON.parse(message)).data?.error.message;
  } catch {
    return undefined;
  }
}
