"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "../../../components/button.tsx";
import { Callout } from "../../../components/callout.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";
import { EMPTY_FORM, errorAt } from "../../../lib/action-state.ts";
import { addWorkspaceAction } from "../actions.ts";

/** Adds a folder by its path. */
export function AddWorkspace() {
  const [state, add, pending] = useActionState(addWorkspaceAction, EMPTY_FORM);
  const form = useRef<HTMLFormElement>(null);
  const { values } = state;
  const pathError = errorAt(state, "path");
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per answer
  useEffect(() => {
    if (state.done) form.current?.reset();
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state.attempt]);
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    startTransition(() => add(data));
  };
  return (
    <form ref={form} action={add} onSubmit={onSubmit} className="rounded-lg border border-line bg-panel p-4">
      <h2 className="mb-3 font-semibold">Add a folder</h2>
      <div className="space-y-3">
        {state.problem && !pathError ? (
          <Callout level="error" role="alert" title={state.problem.title}>
            {state.problem.detail}
          </Callout>
        ) : null}
        <Field id="path" label="Path" required error={pathError}>
          <input
            name="path"
            {...describedBy("path", undefined, pathError)}
            defaultValue={values.path ?? ""}
            autoComplete="off"
            spellCheck={false}
            placeholder="/home/me/code/my-repo"
            className={`${FIELD_CLASS} font-mono`}
          />
        </Field>
        <Field id="displayName" label="Name" help="The folder's own name when empty.">
          <input
            name="displayName"
            {...describedBy("displayName", true, undefined)}
            defaultValue={values.displayName ?? ""}
            maxLength={120}
            autoComplete="off"
            className={FIELD_CLASS}
          />
        </Field>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            name="trust"
            defaultChecked={values.trust === "on"}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            Trusted
            <span className="block text-xs text-muted">
              Workflows that the folder defines itself may be started, as you.
            </span>
          </span>
        </label>
        <Button type="submit" variant="primary" disabled={pending}>
          {pending ? "Adding …" : "Add"}
        </Button>
        {state.done ? (
          <p role="status" className="text-success">
            {state.done}
          </p>
        ) : null}
      </div>
    </form>
  );
}
