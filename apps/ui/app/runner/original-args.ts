import { RunId } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";

/**
 * The form's values with what redaction had masked put back, where an argument was left as the job `values.from` showed
 * it: "Run again" means the same arguments, not their asterisks. Of another script than the job's nothing is taken.
 */
export async function originalArgs(
  store: Pick<Store, "readRequest" | "redactor">,
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const id = RunId.safeParse(values.from);
  const request = id.success ? await store.readRequest(id.data) : null;
  if (request?.kind !== "script" || request.workflow !== values.script_key) return values;
  const shown = store.redactor().json(request.inputs);
  const unedited = Object.entries(request.inputs).filter(
    ([name, raw]) => raw !== shown[name] && values[`args.${name}`]?.replace(/\r\n/g, "\n") === shown[name],
  );
  return { ...values, ...Object.fromEntries(unedited.map(([name, raw]) => [`args.${name}`, String(raw)])) };
}
