import { type FieldError, problem } from "@codex-toolloop/protocol";
import { type Catalog, findWorkflow } from "@codex-toolloop/workflows";

export type Refused = { ok: false; problem: ReturnType<typeof problem> };

/** A start whose fields are wrong: 400 with all of them. */
export function invalid(errors: FieldError[]): Refused {
  const detail = errors.map((e) => `${e.path}: ${e.message}`).join("; ");
  return { ok: false, problem: problem(400, "invalid", "Not started", detail, errors) };
}

/** A start that may not be: 403, with the fields that it hangs on. */
export function forbidden(code: string, title: string, errors: FieldError[]): Refused {
  return { ok: false, problem: problem(403, code, title, errors.map((e) => e.message).join("; "), errors) };
}

/** A start that the allowlist, or the setting of runners, leaves out. @param source where the workflow must be from, if that matters. */
export function leftOut(
  catalog: Catalog,
  { workflow, source }: { workflow: string; source?: string },
  errors: FieldError[],
): Refused {
  const entry = findWorkflow(catalog, workflow);
  if (entry?.allowed && (source === undefined || entry.source === source)) return runnersLeftOut(errors);
  return forbidden("not_allowlisted", "This workflow may not run here", errors);
}

/** Agents that cannot be used, as `runAgents` found them. */
export function agentsRefused({ status, errors }: { status: 400 | 403; errors: FieldError[] }): Refused {
  return status === 400 ? invalid(errors) : runnersLeftOut(errors);
}

function runnersLeftOut(errors: FieldError[]): Refused {
  return forbidden("runner_not_allowed", "This runner may not be used", errors);
}
