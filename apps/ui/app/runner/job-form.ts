import type { FieldError } from "@codex-toolloop/protocol";
import { IdempotencyKey } from "@codex-toolloop/protocol";
import { readInputs } from "@codex-toolloop/workflows";
import type { ScriptInfo } from "../../lib/contract.ts";

const PREFIX = "args.";

/** The arguments among a form's fields. An empty field is none; the script's default holds then. */
export function argsOf(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      key.startsWith(PREFIX) && value !== "" ? [[key.slice(PREFIX.length), value.replace(/\r\n/g, "\n")]] : [],
    ),
  );
}

/** What the browser can tell before it asks: by the same schema that the server uses. Empty when the form may be sent. */
export function formErrors(values: Readonly<Record<string, string>>, scripts: readonly ScriptInfo[]): FieldError[] {
  const errors: FieldError[] = [];
  if (!values.repo_id) errors.push({ path: "repo_id", message: "choose the repo that the script runs in" });
  const script = scripts.find((s) => s.key === values.script_key);
  if (!script) errors.push({ path: "script_key", message: "choose a script" });
  else {
    const read = readInputs({ name: script.key, inputs: script.inputs }, argsOf(values));
    errors.push(...read.errors.map((e) => ({ ...e, path: e.path.replace(/^inputs\./, PREFIX) })));
  }
  const key = values.idempotency_key?.trim();
  if (key) {
    const parsed = IdempotencyKey.safeParse(key);
    if (!parsed.success)
      errors.push({ path: "Idempotency-Key", message: parsed.error.issues[0]?.message ?? "cannot be used" });
  }
  return errors;
}
