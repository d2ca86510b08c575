import { type ParsedDocument, parseWorkflowFile } from "../../src/index.ts";

/** The smallest list of steps. */
export const STEPS = "steps:\n  - id: a\n    run: [echo, hi]\n";

export function parseAll(text: string): ParsedDocument[] {
  return parseWorkflowFile({ text, path: "w.yaml", source: "store" });
}

/** A file with one definition. */
export function parse(text: string): ParsedDocument {
  const [only, ...more] = parseAll(text);
  if (only === undefined || more.length > 0) throw new Error(`${more.length + 1} documents`);
  return only;
}

/** `line path: message` of all that is wrong with a file. */
export function errors(text: string): string[] {
  return parseAll(text).flatMap((p) => (p.ok ? [] : p.errors.map((e) => `${e.line ?? "?"} ${e.path}: ${e.message}`)));
}
