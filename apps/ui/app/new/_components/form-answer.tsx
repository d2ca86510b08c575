import { Callout } from "../../../components/callout.tsx";
import type { FormState } from "../../../lib/action-state.ts";

const SHOWN = new Set(["workspace", "workspaceId", "spec", "timeoutSeconds"]);
const NEXT: Record<number, string> = {
  403: "Only what is on the allowlist may start: built-in workflows, this store's, and those of trusted workspaces.",
  409: "Reload the page and try again.",
  429: "Choose “Wait in the queue” below, or stop a run first.",
  503: "Reading still works. See Doctor for what to do.",
};

/** The refusal as a whole, above the form: what happened, what else is wrong that has no field, and the next step. */
export function FormAnswer({ state, known }: { state: FormState; known: ReadonlySet<string> }) {
  const { problem, errors } = state;
  if (!problem) return null;
  const homeless = errors.filter((e) => !known.has(e.path) && !SHOWN.has(e.path));
  // A workspace that is disabled says at its field what to do.
  const next = problem.status === 403 && !errors.some((e) => e.path === "workflow") ? undefined : NEXT[problem.status];
  const atFields = errors.length - homeless.length;
  return (
    <div data-form-answer tabIndex={-1} className="outline-none">
      <Callout level="error" role="alert" title={problem.title}>
        {problem.detail && errors.length === 0 ? <p>{problem.detail}</p> : null}
        {homeless.length > 0 ? (
          <ul className="list-disc pl-4">
            {homeless.map((e) => (
              <li key={`${e.path}: ${e.message}`}>
                <span className="font-mono text-xs">{e.path}</span> {e.message}
              </li>
            ))}
          </ul>
        ) : null}
        {atFields > 0 ? (
          <p>{atFields === 1 ? "The field is marked below." : `${atFields} fields are marked below.`}</p>
        ) : null}
        {next ? <p>{next}</p> : null}
      </Callout>
    </div>
  );
}
