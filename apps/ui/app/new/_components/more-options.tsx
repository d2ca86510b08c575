import type { InputField } from "@codex-toolloop/workflows";
import { InputControl } from "../../../components/input-control.tsx";
import { errorAt, type FormState } from "../../../lib/action-state.ts";
import type { RunnerChoice } from "../runner-choices.ts";

/** Inputs for the few, folded away; open where one of them was refused, or has a value of its own. */
export function MoreOptions({
  fields,
  state,
  runners,
}: {
  fields: readonly InputField[];
  state: FormState;
  runners: readonly RunnerChoice[];
}) {
  if (fields.length === 0) return null;
  const typedIn = (f: InputField) => state.values[`inputs.${f.name}`];
  const errorOf = (f: InputField) => errorAt(state, `inputs.${f.name}`);
  const isSet = (f: InputField) => (typedIn(f) ?? "") !== "" && typedIn(f) !== initialOf(f);
  const open = fields.some((f) => errorOf(f) !== undefined || isSet(f));
  return (
    <details open={open || undefined} className="rounded-md border border-line px-3 py-2">
      <summary className="text-muted hover:text-fg">
        More options <span className="text-xs">({someOf(fields.map((f) => f.label.toLowerCase()))})</span>
      </summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {fields.map((field) => (
          <InputControl
            key={field.name}
            field={withoutMissing(field, runners)}
            value={typedIn(field)}
            error={errorOf(field)}
          />
        ))}
      </div>
    </details>
  );
}

/** What an untouched field sends. */
function initialOf({ type, default: own }: InputField): string {
  return own === undefined ? (type === "boolean" ? "false" : "") : String(own);
}

/** A runner that is not installed is said to be none. */
function withoutMissing(field: InputField, runners: readonly RunnerChoice[]): InputField {
  if (field.type !== "runner" || !field.options) return field;
  const isMissing = (value: string) => runners.some((r) => r.runner === value && !r.available);
  return {
    ...field,
    options: field.options.map((o) => (isMissing(o.value) ? { ...o, label: `${o.label} (not installed)` } : o)),
  };
}

/** The last ones, which differ most, and how many more there are. */
function someOf(labels: readonly string[]): string {
  const named = labels.slice(-4);
  return [...named, ...(labels.length > named.length ? [`${labels.length - named.length} more`] : [])].join(", ");
}
