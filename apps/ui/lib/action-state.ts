import type { FieldError, Problem } from "@codex-toolloop/protocol";

/** What a form gets back from its server action. Plain data: it also travels through a page without JavaScript. */
export interface FormState {
  /** Counts answers, so that the same refusal twice is still two answers. */
  attempt: number;
  /** Everything typed, by field name. Checkboxes that are off are absent. */
  values: Record<string, string>;
  errors: FieldError[];
  /** The refusal as a whole, where it belongs to no single field. */
  problem?: { title: string; detail: string; status: number; retryAfterSeconds?: number } | undefined;
  /** What was done, in one sentence, where the form stays. */
  done?: string | undefined;
}

export const EMPTY_FORM: FormState = { attempt: 0, values: {}, errors: [] };

/** Text fields of a form; files and React's own hidden fields are left out. */
export function textValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of form) if (typeof value === "string" && !key.startsWith("$ACTION")) values[key] = value;
  return values;
}

/** A refusal, with everything typed. @param retryAfterSeconds when it is worth trying again, where that is known. */
export function refused(
  prev: FormState,
  values: Record<string, string>,
  problem: Problem,
  retryAfterSeconds?: number,
): FormState {
  return {
    attempt: prev.attempt + 1,
    values,
    errors: problem.errors ?? [],
    problem: {
      title: problem.title,
      detail: problem.detail,
      status: problem.status,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}

/** The message for one field, if it was refused. */
export function errorAt(state: FormState, path: string): string | undefined {
  return state.errors.find((e) => e.path === path)?.message;
}
