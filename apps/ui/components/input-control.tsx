import type { InputField } from "@codex-toolloop/workflows";
import { describedBy, FIELD_CLASS, Field, FieldNotes, sentence } from "./field.tsx";

/** One typed input of a workflow as a form control. What HTML can check it checks; the server checks all of it again. */
export function InputControl({
  field,
  value,
  error,
  prefix = "inputs.",
}: {
  field: InputField;
  value: string | undefined;
  error: string | undefined;
  /** Before the field's name in the form: `inputs.` of a workflow, `args.` of a job. */
  prefix?: string;
}) {
  const id = `${prefix}${field.name}`;
  const initial = value ?? (field.default === undefined ? "" : String(field.default));
  const said = error === undefined ? undefined : sentence(error);
  // What the error says already is not said twice.
  const help = [field.help, field.patternHelp, bounds(field)]
    .flatMap((s) => (s ? [sentence(s)] : []))
    .filter((s) => s !== said)
    .join(" ");
  const common = { name: id, ...describedBy(id, help, error) };
  if (field.type === "boolean")
    return (
      <div>
        {/* What a form leaves out gets the default, which may be true: so an unticked box says false. */}
        <input type="hidden" name={id} value="false" />
        <label htmlFor={id} className="flex items-center gap-2 font-medium">
          <input
            type="checkbox"
            {...common}
            value="true"
            defaultChecked={initial === "true"}
            className="size-4 accent-accent"
          />
          {field.label}
        </label>
        <FieldNotes id={id} help={help} error={error} />
      </div>
    );
  return (
    <Field id={id} label={field.label} required={field.required} help={help} error={error}>
      {field.options !== undefined ? (
        <select {...common} defaultValue={initial} className={FIELD_CLASS}>
          {field.required && field.default === undefined ? <option value="">Choose …</option> : null}
          {!field.required && field.default === undefined ? <option value="">(none)</option> : null}
          {field.options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      ) : field.type === "text" ? (
        <textarea {...common} rows={4} defaultValue={initial} className={FIELD_CLASS} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={field.type === "integer" ? "numeric" : undefined}
          autoComplete="off"
          spellCheck={false}
          defaultValue={initial}
          className={`${FIELD_CLASS} ${field.type === "path" ? "font-mono" : ""} ${field.type === "integer" ? "max-w-40" : ""}`}
        />
      )}
    </Field>
  );
}

function bounds({ type, min, max }: InputField): string {
  if (type === "path") return "Relative to the workspace.";
  if (min !== undefined && max !== undefined) return `From ${min} to ${max}.`;
  if (min !== undefined) return `At least ${min}.`;
  return max !== undefined ? `At most ${max}.` : "";
}
