"use client";

import type { Repo } from "@codex-toolloop/protocol";
import { inputFields } from "@codex-toolloop/workflows";
import { ListPlus } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { Callout } from "../../../components/callout.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";
import { InputControl } from "../../../components/input-control.tsx";
import { StartButton } from "../../../components/start-button.tsx";
import { errorAt, type FormState, textValues } from "../../../lib/action-state.ts";
import type { ScriptInfo } from "../../../lib/contract.ts";
import { createJobAction } from "../actions.ts";
import { formErrors } from "../job-form.ts";
import { JobRefusal } from "./job-refusal.tsx";

/** Repo, script, the arguments of this script alone, and a key. Checked here by the server's own schema, then by the server. */
export function NewJobForm({
  repos,
  scripts,
  initial,
}: {
  repos: readonly Repo[];
  scripts: readonly ScriptInfo[];
  initial: FormState;
}) {
  const [answer, submit, pending] = useActionState(createJobAction, initial);
  const [local, setLocal] = useState<FormState>();
  const state = local ?? answer;
  const [chosen, setChosen] = useState(state.values.script_key ?? (scripts.length === 1 ? scripts[0]?.key : "") ?? "");
  const script = scripts.find((s) => s.key === chosen);
  const form = useRef<HTMLFormElement>(null);
  const view = useSearchParams().toString();

  useEffect(() => {
    if (state.attempt === 0) return;
    const at = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (at("[aria-invalid=true]") ?? at("[data-form-answer]"))?.focus();
  }, [state.attempt]);

  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    // React empties a form after its action; called by hand, the action leaves the fields alone.
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const values = textValues(data);
    const errors = formErrors(values, scripts);
    if (errors.length > 0) return setLocal({ attempt: state.attempt + 1, values, errors });
    setLocal(undefined);
    startTransition(() => submit(data));
  };
  const v = state.values;
  const usable = repos.filter((r) => r.problem === undefined);
  return (
    <form
      ref={form}
      action={submit}
      onSubmit={onSubmit}
      noValidate
      aria-label="New job"
      className="space-y-4 rounded-lg border border-line bg-panel p-4"
    >
      <h2 className="font-semibold">New job</h2>
      <input type="hidden" name="view" value={view} />
      <JobRefusal state={state} />
      <Field id="repo_id" label="Repo" required error={errorAt(state, "repo_id")}>
        <select
          name="repo_id"
          {...describedBy("repo_id", undefined, errorAt(state, "repo_id"))}
          defaultValue={v.repo_id ?? (usable.length === 1 ? usable[0]?.id : "") ?? ""}
          className={FIELD_CLASS}
        >
          <option value="">Choose …</option>
          {repos.map((r) => (
            <option key={r.id} value={r.id} disabled={r.problem !== undefined}>
              {r.name} — {r.problem ?? r.path}
            </option>
          ))}
        </select>
      </Field>
      {repos.length === 0 ? (
        <Callout level="info" title="No repo is registered yet.">
          <Link href="/workspaces" prefetch={false} className="underline">
            Add a folder
          </Link>{" "}
          to run scripts in it.
        </Callout>
      ) : null}
      <Field
        id="script_key"
        label="Script"
        required
        help={script?.description}
        error={errorAt(state, "script_key") ?? script?.problem}
      >
        <select
          name="script_key"
          {...describedBy("script_key", script?.description, errorAt(state, "script_key") ?? script?.problem)}
          value={chosen}
          onChange={(e) => setChosen(e.target.value)}
          className={FIELD_CLASS}
        >
          <option value="">Choose …</option>
          {scripts.map((s) => (
            <option key={s.key} value={s.key} disabled={!s.enabled && s.key !== chosen}>
              {s.title}
              {s.title === s.key ? "" : ` (${s.key})`}
              {s.enabled ? "" : " — cannot run now"}
            </option>
          ))}
        </select>
      </Field>
      {script ? (
        <fieldset key={script.key} className="space-y-4">
          <legend className="sr-only">Arguments of {script.title}</legend>
          {inputFields(script).map((field) => (
            <InputControl
              key={field.name}
              field={field}
              prefix="args."
              value={v.script_key === script.key ? v[`args.${field.name}`] : undefined}
              error={errorAt(state, `args.${field.name}`)}
            />
          ))}
        </fieldset>
      ) : null}
      <details
        open={Boolean(v.idempotency_key) || errorAt(state, "Idempotency-Key") !== undefined}
        className="rounded-md border border-line px-3 py-2"
      >
        <summary className="text-muted hover:text-fg">Idempotency key (optional)</summary>
        <div className="mt-2">
          <Field
            id="idempotency_key"
            label="Idempotency key"
            help="The same request with the same key within five minutes gives the same job."
            error={errorAt(state, "Idempotency-Key")}
          >
            <input
              name="idempotency_key"
              {...describedBy("idempotency_key", true, errorAt(state, "Idempotency-Key"))}
              defaultValue={v.idempotency_key ?? ""}
              autoComplete="off"
              spellCheck={false}
              className={`${FIELD_CLASS} font-mono`}
            />
          </Field>
        </div>
      </details>
      <StartButton disabled={pending} className="w-full">
        <ListPlus aria-hidden className="size-4" />
        {pending ? "Queueing …" : "Queue the job"}
      </StartButton>
    </form>
  );
}
