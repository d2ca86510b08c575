import type { Outcome } from "@codex-toolloop/protocol";
import { type Store, StoreError } from "@codex-toolloop/store";
import { storeProblem } from "../store-problem.ts";

/** What a disk refuses is an answer, and no answer has a secret in it. */
export async function attempt<T>(store: Store, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const outcome = await work().catch((error: unknown): Outcome<T> => {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, problem: storeProblem(error) };
  });
  return outcome.ok ? outcome : { ...outcome, problem: store.redactor().json(outcome.problem) };
}
