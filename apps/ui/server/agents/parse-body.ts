import { fieldErrors, type Outcome, refuse } from "@codex-toolloop/protocol";
import type { z } from "zod";

/** A body in the shape of a schema, or a 400 that names every field that is wrong. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): Outcome<z.output<S>> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors = fieldErrors(parsed.error);
  return refuse(400, "invalid", "Not valid", errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
}

/** A 400 for one field. */
export function wrongField(path: string, message: string) {
  return refuse(400, "invalid", "Not valid", `${path}: ${message}`, [{ path, message }]);
}
