import { dropNulls, OUTPUT_SHAPES, OutputShape } from "@codex-toolloop/protocol";
import { z } from "zod";
import type { OutputContract } from "../engine/agent-spec.ts";
import { messageOf } from "../text.ts";

/** Problems of one answer that are told; more help nobody. */
const PROBLEMS_MAX = 20;

/**
 * What an answer must be, from the name of a shape or from a JSON Schema (draft 2020-12).
 * @throws Error in words for a schema that cannot be checked: see `schemaProblem`.
 */
export function outputContract(source: OutputShape | Record<string, unknown>): OutputContract {
  if (typeof source !== "string") return contractOf(source, z.fromJSONSchema(source));
  const shape = OUTPUT_SHAPES[source];
  return { ...contractOf(z.toJSONSchema(shape), shape), shape: source };
}

/** Why a JSON Schema cannot be an output's; undefined when it can. */
export function schemaProblem(schema: Record<string, unknown>): string | undefined {
  try {
    outputContract(schema);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** True for the name of a shape that the product knows. */
export function isOutputShape(name: unknown): name is OutputShape {
  return OutputShape.safeParse(name).success;
}

function contractOf(schema: Record<string, unknown>, check: z.ZodType): OutputContract {
  return {
    schema,
    parse(value) {
      const parsed = check.safeParse(dropNulls(value, schema));
      if (parsed.success) return { ok: true, value: parsed.data };
      const problems = parsed.error.issues.map((i) => `${placeOf(i.path)}${i.message}`);
      const more = problems.length - PROBLEMS_MAX;
      return { ok: false, problems: [...problems.slice(0, PROBLEMS_MAX), ...(more > 0 ? [`… and ${more} more`] : [])] };
    },
  };
}

/** `findings[0].severity: ` */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "";
  const words = path.map((p, i) => (typeof p === "number" ? `[${p}]` : `${i > 0 ? "." : ""}${String(p)}`));
  return `${words.join("")}: `;
}
