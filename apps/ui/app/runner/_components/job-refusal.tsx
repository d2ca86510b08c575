import { Callout } from "../../../components/callout.tsx";
import type { FormState } from "../../../lib/action-state.ts";

const NEXT: Record<number, string> = {
  0: "It may be queued or not: when the connection is back, look at the list first, then send it again. With an idempotency key it is queued once, however often it is sent.",
  400: "Correct what is marked and send it again; nothing was started.",
  403: "Only scripts on the allowlist may run: the definitions in workflows/, narrowed by allowedWorkflows in config.yaml, in a repo that is not disabled.",
  409: "Take another key, or leave the key out.",
  503: "Reading still works. Doctor says what to do.",
};

/** Why the job was not queued, and what to do about it. */
export function JobRefusal({ state: { problem, errors } }: { state: FormState }) {
  if (!problem) return null;
  const wait = problem.retryAfterSeconds;
  const next =
    problem.status === 429
      ? `Try again ${wait === undefined ? "later" : `in about ${wait} s`}, or cancel a queued job first.`
      : problem.status >= 500
        ? (NEXT[problem.status] ?? "Try again; if it stays, the dashboard's log says more.")
        : NEXT[problem.status];
  const homeless = errors.filter((e) => !/^(repo_id|script_key|args\..*|Idempotency-Key)$/.test(e.path));
  return (
    <div data-form-answer tabIndex={-1} className="outline-none">
      <Callout level="error" role="alert" title={problem.title}>
        {errors.length === 0 ? <p>{problem.detail}</p> : null}
        {homeless.map((e) => (
          <p key={`${e.path}${e.message}`}>
            <span className="font-mono text-xs">{e.path}</span> {e.message}
          </p>
        ))}
        {next ? <p>{next}</p> : null}
      </Callout>
    </div>
  );
}
