"use client";

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../../../components/button.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../../components/field.tsx";
import { useFacts } from "../../../../components/frame/facts.tsx";
import { errorAt } from "../../../../lib/action-state.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { type AgentForm, EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { Refusal } from "../refusal.tsx";

/** One line that names a workspace to be, its display name, and a button. */
export function PathForm({
  action,
  field,
  label,
  placeholder,
  help,
  button,
  children,
}: {
  action(previous: AgentForm, form: FormData): Promise<AgentForm>;
  field: "path" | "source_uri";
  label: string;
  placeholder: string;
  help: ReactNode;
  button: { label: string; pending: string };
  children?: ReactNode;
}) {
  const { readOnly } = useFacts();
  const { state, formAction, send, pending } = useFormAction(action, EMPTY_AGENT_FORM, unanswered);
  const form = useRef<HTMLFormElement>(null);
  const error = errorAt(state, field);
  const nameError = errorAt(state, "display_name");
  useEffect(() => {
    if (state.attempt > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-form-answer]")?.focus();
  }, [state.attempt]);
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    send(new FormData(e.currentTarget));
  };
  return (
    <form ref={form} action={formAction} onSubmit={onSubmit} data-own-answer noValidate className="space-y-3">
      {children}
      <Refusal state={state} known={[field, "display_name"]} what="workspace" />
      <Field id={field} label={label} required help={help} error={error}>
        <input
          name={field}
          {...describedBy(field, true, error)}
          defaultValue={state.values[field] ?? ""}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened for this field.
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={placeholder}
          className={`${FIELD_CLASS} font-mono`}
        />
      </Field>
      <Field id="display_name" label="Name" help="Its own name when empty." error={nameError}>
        <input
          name="display_name"
          {...describedBy("display_name", true, nameError)}
          defaultValue={state.values.display_name ?? ""}
          maxLength={120}
          autoComplete="off"
          className={FIELD_CLASS}
        />
      </Field>
      <Button
        type="submit"
        variant="primary"
        disabled={pending || readOnly}
        title={readOnly ? "This dashboard is read-only" : undefined}
      >
        {pending ? button.pending : button.label}
      </Button>
    </form>
  );
}
