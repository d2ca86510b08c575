import type { EngineOutcome } from "../contract.ts";
import { count, sentenceList } from "../text.ts";
import { abortOutcome } from "./abort-outcome.ts";
import type { Plan, StepOutcome } from "./engine-step.ts";
import type { PlanEnd } from "./run-plan.ts";

/** The run's outcome from its steps'. A run whose last step had already succeeded when the stop came is a success. */
export function outcomeOf({ outcomes, last }: PlanEnd, plan: Plan, signal: AbortSignal): EngineOutcome {
  const noun = plan.noun ?? "step";
  const cut = signal.aborted ? outcomes.filter((o) => o.status !== "success" && !isOldFailure(o)) : [];
  if (cut.length > 0) return abortOutcome(signal, whenCut(cut, last));
  const failures = outcomes.filter((o) => o.status === "failed" || o.status === "timeout");
  const broken = failures.find((o) => o.reason === "internal_error");
  if (broken)
    return { status: "failed", reason: "internal_error", detail: `${broken.step.title}: ${broken.detail ?? ""}` };
  const word = outcomes.find((o) => o.reason === "declined" || o.status === "canceled");
  if (word) return { ...wordOf(word), detail: `"${word.step.title}": ${word.detail ?? word.reason}.` };
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
  const kept = outcomes.filter((o) => o.keptFrom !== undefined).length;
  const taken = kept === 0 ? "" : ` ${kept} of them had been done by an earlier run.`;
  // Without anything to check there is nothing that could have passed.
  const unchecked = outcomes.some((o) => o.reason === "nothing_to_check");
  const all = `All ${count(outcomes.length, noun)} ${unchecked ? "ended, but nothing was verified" : "passed"}.${taken}`;
  const passed = outcomes.length === 1 ? (unchecked ? "Nothing was verified." : undefined) : all;
  const detail = failures.length > 0 ? `${count(failures.length, noun)} failed, which the workflow allows.` : passed;
  return { status: "success", reason: "exit_zero", ...(detail === undefined ? {} : { detail }) };
}

/** What a person decided: a gate that was declined, or a turn that was ended instead of approved. */
function wordOf({ reason, status }: StepOutcome): Pick<EngineOutcome, "status" | "reason"> {
  return { status: status === "canceled" ? "canceled" : "failed", reason };
}

/** Where the abort came, in words. A step that was skipped never began, so the run did not end during it. */
function whenCut(cut: readonly StepOutcome[], last: StepOutcome | undefined): string {
  const during = cut.filter((o) => o.status !== "skipped").map((o) => `"${o.step.title}"`);
  if (during.length > 0) return `during ${sentenceList(during)}`;
  return last ? `after "${last.step.title}"` : "before the first step began";
}

/** A failure of the step's own, from before the abort. */
function isOldFailure(o: StepOutcome): boolean {
  return o.status === "failed" || (o.status === "timeout" && o.detail !== undefined);
}
