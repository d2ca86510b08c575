import { z } from "zod";
import { didYouMean } from "../text.ts";

/** An object that names each key it does not know, with the nearest one it does. `what` is the sentence's subject. */
export function strict<S extends z.ZodRawShape>(what: string, shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" && Array.isArray(issue.keys)
        ? issue.keys.map((key) => unknownKey(what, String(key), known)).join("; ")
        : undefined,
  });
}

function unknownKey(what: string, key: string, known: string[]): string {
  return `${what} has no key "${key}"${didYouMean(key, known) || `; known are ${known.join(", ")}`}`;
}
