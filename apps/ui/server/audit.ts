import type { FieldError, Problem } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import type { Caller } from "../lib/contract.ts";

const MOST_LINES = 20;
const LONGEST = 300;

/**
 * Writes down a refused start: who, what, which field, why; one line a field, never a value that was sent.
 * An audit that cannot be written makes no refusal an acceptance: it is logged, and the refusal stands.
 */
export async function auditRefusal(
  store: Store,
  refusal: { what: string; caller: Caller; problem: Problem },
  onError: (error: unknown) => void,
): Promise<void> {
  const { problem } = refusal;
  const code = problem.type.split(":").at(-1) ?? "refused";
  const fields: FieldError[] = problem.errors?.length
    ? problem.errors
    : [{ path: "(request)", message: problem.detail }];
  const redactor = store.redactor();
  const text = (s: string) => redactor.text(s).slice(0, LONGEST);
  try {
    for (const { path, message } of fields.slice(0, MOST_LINES))
      await store.appendAudit({
        v: 1,
        at: new Date().toISOString(),
        by: refusal.caller.user,
        via: refusal.caller.via,
        what: text(refusal.what),
        field: text(path),
        reason: text(`${problem.status} ${code}: ${message}`),
      });
  } catch (error) {
    onError(error);
  }
}
