import Link from "next/link";
import { Callout } from "../../../components/callout.tsx";
import { sentence } from "../../../components/field.tsx";
import type { AgentForm } from "../form-state.ts";

const NEXT: Record<number, string> = {
  0: "Whether it was done is not known: when the connection is back, look here first, then send it again.",
  403: "The setting allowedRunners says which agents may be used; a disabled workspace is enabled on the page Workspaces.",
  404: "It may have been removed: reload the page.",
  503: "Reading still works. Doctor says what to do.",
};

/** Why something was refused, and what to do about it. @param known fields that show their own error */
export function Refusal({
  state: { problem, errors, code },
  known,
  what,
}: {
  state: AgentForm;
  known: readonly string[];
  what: "session" | "prompt" | "workspace" | "worktree";
}) {
  if (!problem) return null;
  const homeless = errors.filter((e) => !known.includes(e.path));
  const marked = errors.length - homeless.length;
  if (marked > 0 && homeless.length === 0 && what !== "prompt") return null;
  return (
    <div data-form-answer tabIndex={-1} className="outline-none">
      <Callout level="error" role="alert" title={problem.title}>
        {errors.length === 0 ? <p className="[overflow-wrap:anywhere]">{problem.detail}</p> : null}
        {homeless.map((e) => (
          <p key={`${e.path}${e.message}`} className="[overflow-wrap:anywhere]">
            <span className="font-mono text-xs">{e.path}</span> {sentence(e.message)}
          </p>
        ))}
        <Next status={problem.status} code={code} wait={problem.retryAfterSeconds} marked={marked} />
      </Callout>
    </div>
  );
}

function Next({
  status,
  code,
  wait,
  marked,
}: {
  status: number;
  code: string | undefined;
  wait: number | undefined;
  marked: number;
}) {
  if (status === 400 && marked > 0) return <p>Correct what is marked; nothing was started.</p>;
  if (status === 429)
    return (
      <p>Try again {wait === undefined ? "later" : `in about ${wait} s`}, or stop a run first. The text stays here.</p>
    );
  if (code === "session_busy")
    return <p>One prompt at a time in a session: wait for the live one, steer it, or stop it. The text stays here.</p>;
  if (status === 503)
    return (
      <p>
        Reading still works.{" "}
        <Link href="/doctor" prefetch={false} className="underline">
          Doctor
        </Link>{" "}
        says what to do.
      </p>
    );
  const next = NEXT[status] ?? (status >= 500 ? "Try again; if it stays, the dashboard's log says more." : undefined);
  return next ? <p>{next}</p> : null;
}
