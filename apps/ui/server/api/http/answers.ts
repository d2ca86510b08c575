import { type Outcome, type Problem, problem } from "@codex-toolloop/protocol";
import { titleOfStatus } from "../../../lib/problem-body.ts";

/** A JSON answer. Its length is told, so that it leaves in one piece. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify(value);
  const length = String(Buffer.byteLength(body));
  return new Response(body, {
    status,
    headers: { "content-type": "application/json", "content-length": length, ...headers },
  });
}

/** A problem+json answer. */
export function problemAnswer(value: Problem, headers: Record<string, string> = {}): Response {
  return json(value, value.status, { ...headers, "content-type": "application/problem+json" });
}

/** A problem by its code; the title is the status' own. */
export function refusal(status: number, code: string, detail: string, errors?: Problem["errors"]): Response {
  return problemAnswer(problem(status, code, titleOfStatus(status), detail, errors));
}

/** What a function behind actions and routes said, as an answer. */
export function outcomeAnswer<T>(
  outcome: Outcome<T>,
  success: { status: number; headers?: Record<string, string> },
): Response {
  if (outcome.ok) return json(outcome.value, success.status, success.headers);
  const retry = outcome.retryAfterSeconds;
  return problemAnswer(outcome.problem, retry === undefined ? {} : { "retry-after": String(Math.ceil(retry)) });
}
