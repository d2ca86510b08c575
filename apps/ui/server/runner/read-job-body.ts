import { type FieldError, fieldErrors, IdempotencyKey, StartJobBody } from "@codex-toolloop/protocol";

/** What of a request is well-formed; `errors` names every part that is not. */
export interface ReadJobBody {
  repoId: string | undefined;
  scriptKey: string | undefined;
  args: StartJobBody["args"];
  key: string | undefined;
  errors: FieldError[];
}

/** Reads body and header of `POST /api/runner/jobs`, part by part, so that one wrong part hides no other. */
export function readJobBody(body: unknown, idempotencyKey: string | undefined): ReadJobBody {
  const errors: FieldError[] = [];
  const whole = StartJobBody.safeParse(body);
  if (whole.error) errors.push(...fieldErrors(whole.error));
  const key = IdempotencyKey.optional().safeParse(idempotencyKey);
  for (const { message } of key.error?.issues ?? []) errors.push({ path: "Idempotency-Key", message });
  const parts: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const { repo_id, script_key, args } = StartJobBody.shape;
  return {
    repoId: repo_id.safeParse(parts.repo_id).data,
    scriptKey: script_key.safeParse(parts.script_key).data,
    args: args.safeParse(parts.args).data ?? {},
    key: key.data,
    errors,
  };
}
