import type { InputField } from "@codex-toolloop/workflows";
import { FieldNotes, sentence } from "../../../components/field.tsx";
import { CopyButton } from "../../../components/run-view/copy-button.tsx";
import type { RunnerChoice } from "../runner-choices.ts";

/** Who does the work: what is installed can be chosen, what is not says how to install it. */
export function RunnerField({
  field,
  choices,
  chosen,
  choose,
  error,
}: {
  field: InputField;
  choices: readonly RunnerChoice[];
  chosen: string | undefined;
  choose(runner: string): void;
  error: string | undefined;
}) {
  const id = `inputs.${field.name}`;
  const offered = (field.options ?? []).flatMap((o) => choices.find((c) => c.runner === o.value) ?? []);
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={-1}
    >
      <p id={`${id}-label`} className="mb-1 font-medium">
        {field.label}
      </p>
      <div className="grid gap-2 sm:grid-cols-2">
        {offered.map((c) => (
          <div
            key={c.runner}
            className={`rounded-md border px-3 py-2 has-checked:border-accent has-checked:bg-raised/60 ${c.available ? "border-line-strong" : "border-dashed border-line"}`}
          >
            <label className="flex items-start gap-2">
              <input
                type="radio"
                name={id}
                value={c.runner}
                checked={chosen === c.runner}
                onChange={() => choose(c.runner)}
                // What was chosen for an earlier run is sent as it was: the refusal says what to install.
                disabled={!c.available && chosen !== c.runner}
                className="mt-0.5 size-4 accent-accent"
              />
              <span className="min-w-0">
                <span className={c.available ? "font-medium" : "text-muted"}>{c.label}</span>
                <span className="block text-xs text-muted">{sentence(c.note)}</span>
              </span>
            </label>
            {c.install ? (
              <p className="mt-1 flex items-center gap-1 pl-6 text-xs">
                <code className="min-w-0 rounded bg-raised px-1.5 py-0.5 font-mono [overflow-wrap:anywhere]">
                  {c.install}
                </code>
                <CopyButton text={c.install} label="Copy the command" variant="ghost" size="sm" iconOnly />
              </p>
            ) : null}
          </div>
        ))}
      </div>
      <FieldNotes id={id} help={field.help ? sentence(field.help) : undefined} error={error} />
    </div>
  );
}
