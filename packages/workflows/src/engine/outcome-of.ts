import type { EngineOutcome } from "../contract.ts";
import { count, sentenceList } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { Plan, StepOutcome } from "./engine-step.ts";

/** The run's outcome from its steps'. A run whose last step had already succeeded when the stop came is a success. */
export function outcomeOf(outcomes: readonly StepOutcome[], plan: Plan, signal: AbortSignal): EngineOutcome {
  const noun = plan.noun ?? "step";
  const cut = signal.aborted ? outcomes.find((o) => o.status !== "success" && !isOldFailure(o)) : undefined;
  if (cut) return abortOutcome(signal, whenCut(cut, outcomes));
  const failures = outcomes.filter((o) => o.status === "failed" || o.status === "timeout");
  const broken = failures.find((o) => o.reason === "internal_error");
  if (broken)
    return { status: "failed", reason: "internal_error", detail: `${broken.step.title}: ${broken.detail ?? ""}` };
  const bad = failures.filter((o) => !o.step.continueOnError);
  const [first] = bad;
  if (first) {
    // With one step the run says why itself; with several, which step to look at.
    const reason = outcomes.length === 1 ? first.reason : "step_failed";
    const titles = sentenceList(bad.map((o) => `"${o.step.title}"`));
    const detail =
      bad.length === 1
        ? `${titles} failed: ${first.detail ?? first.reason}.`
        : `${bad.length} of ${count(outcomes.length, noun)} failed: ${titles}.`;
    return { status: "failed", reason, detail };
  }
  const passed = outcomes.length === 1 ? undefined : `All ${count(outcomes.length, noun)} passed.`;
  const detail = failures.length > 0 ? `${count(failures.length, noun)} failed, which the workflow allows.` : passed;
  return { status: "success", reason: "exit_zero", ...(detail === undefined ? {} : { detail }) };
}

/** Where the abort came, in words. A step that was skipped never began, so the run did not end during it. */
function whenCut(cut: StepOutcome, outcomes: readonly StepOutcome[]): string {
  if (cut.status !== "skipped") return `during "${cut.step.title}"`;
  const last = outcomes.findLast((o) => o.status !== "skipped");
  return last ? `after "${last.step.title}"` : "before the first step began";
}

/** A failure of the step's own, from before the abort. */
function isOldFailure(o: StepOutcome): boolean {
  return o.status === "failed" || (o.status === "timeout" && o.detail !== undefined);
}
