import type { Outcome } from "@codex-toolloop/protocol";
import { type Store, StoreError } from "@codex-toolloop/store";
import type { Caller } from "../lib/contract.ts";
import { auditRefusal } from "./audit.ts";
import { storeProblem } from "./store-problem.ts";

/**
 * Tries a start. What it says no to is written to the audit and told without secrets; a disk that fails is told as a
 * problem, too.
 * @param what was to be started, for the audit.
 */
export async function auditedStart<T>(
  context: { store: Store; onError(error: unknown): void },
  what: string,
  caller: Caller,
  attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const outcome = await attempt().catch((error: unknown): Outcome<T> => {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, problem: storeProblem(error) };
  });
  if (outcome.ok) return outcome;
  await auditRefusal(context.store, { what, caller, problem: outcome.problem }, context.onError);
  return { ...outcome, problem: context.store.redactor().json(outcome.problem) };
}
