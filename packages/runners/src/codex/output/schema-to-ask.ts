import type { TurnSink } from "../../contract.ts";
import { type Schema, strictSchema } from "./strict-schema.ts";

/** The schema that codex is asked to answer in; undefined for free text, and, said in a notice, where it can have none. */
export function schemaToAsk(schema: unknown, sink: Pick<TurnSink, "emit">): Schema | undefined {
  if (schema === undefined) return undefined;
  const strict = strictSchema(schema);
  if (strict) return strict;
  const message = "Codex cannot be held to this step's output schema: its answer is free text.";
  sink.emit({ type: "notice", level: "warning", code: "output_schema_left_out", message });
  return undefined;
}
