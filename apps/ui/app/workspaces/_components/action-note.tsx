import type { FormState } from "../../../lib/action-state.ts";

/** What an action of one button answered: only a refusal needs words, success shows itself. */
export function ActionNote({ state }: { state: FormState }) {
  if (!state.problem) return null;
  return (
    <p role="alert" className="mt-2 text-xs font-medium text-failed">
      {state.problem.title}. {state.problem.detail}
    </p>
  );
}
