"use client";

import type { Repo } from "@codex-toolloop/protocol";
import { inputFields } from "@codex-toolloop/workflows";
import { ListPlus } from "lucide-react";
import type { Route } from "next";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { InputControl } from "../../../components/input-control.tsx";
import { StartButton } from "../../../components/start-button.tsx";
import { errorAt, type FormState, textValues } from "../../../lib/action-state.ts";
import { useFormAction } from "../../../lib/use-form-action.ts";
import { createJobAction, type JobFormState } from "../actions.ts";
import { formErrors } from "../job-form.ts";
import { type OfferedScript, scriptsIn } from "../offered-scripts.ts";
import { loadRunnerParams, runnerHref } from "../runner-params.ts";
import { JobRefusal } from "./job-refusal.tsx";
import { KeyField } from "./key-field.tsx";
import { RepoField } from "./repo-field.tsx";
import { ScriptField } from "./script-field.tsx";

/** Repo, script, the arguments of this script alone, and a key. Checked here by the server's own schema, then by the server. */
export function NewJobForm({
  repos,
  scripts: offered,
  initial,
  onQueued,
}: {
  repos: readonly Repo[];
  /** Of every repo; the form shows those of the chosen one. */
  scripts: readonly OfferedScript[];
  initial: FormState;
  onQueued(): void;
}) {
  const router = useRouter();
  const view = useSearchParams().toString();
  const { state, formAction, send, pending, setState } = useFormAction<JobFormState>(
    createJobAction,
    initial,
    (previous, form, { status, title, detail }) => ({
      attempt: previous.attempt + 1,
      values: textValues(form),
      errors: [],
      problem: { status, title, detail },
    }),
  );
  const v = state.values;
  const [given] = useState(initial.values);
  const usable = repos.filter((r) => r.enabled);
  const [repoId, setRepoId] = useState(v.repo_id ?? (usable.length === 1 ? usable[0]?.id : "") ?? "");
  const scripts = scriptsIn(offered, repoId);
  const [chosen, setChosen] = useState(v.script_key ?? (scripts.length === 1 ? scripts[0]?.key : "") ?? "");
  const script = scripts.find((s) => s.key === chosen);
  const form = useRef<HTMLFormElement>(null);

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
    // What an earlier job shows masked stands for a value that only the server knows.
    const errors = formErrors(values, scripts).filter((e) => !(values.from && isMasked(given, values, e.path)));
    if (errors.length > 0) return setState({ attempt: state.attempt + 1, values, errors });
    data.set("stay", "1");
    send(data, async ({ jobId }) => {
      if (jobId === undefined) return;
      onQueued();
      const shown = await loadRunnerParams(new URLSearchParams(window.location.search));
      const { pathname, search } = runnerHref({
        ...shown,
        from: null,
        // A reload begins with the same request.
        repo_id: values.repo_id ?? null,
        script_key: values.script_key ?? null,
        job: jobId,
      });
      router.push(`${pathname}${search}` as Route, { scroll: false });
    });
  };
  const error = (path: string) => errorAt(state, path);
  return (
    <form
      ref={form}
      data-new-job
      data-own-answer
      action={formAction}
      onSubmit={onSubmit}
      noValidate
      aria-label="New job"
      className="space-y-3.5 rounded-lg border border-line bg-panel p-3.5"
    >
      <h2 className="font-semibold max-lg:sr-only">New job</h2>
      <input type="hidden" name="view" value={view} />
      {v.from ? <input type="hidden" name="from" value={v.from} /> : null}
      <JobRefusal state={state} />
      <RepoField repos={repos} chosen={repoId} choose={setRepoId} error={error("repo_id")} />
      <ScriptField scripts={scripts} chosen={chosen} choose={setChosen} error={error("script_key")} />
      {script ? (
        <fieldset key={script.key} className="space-y-3.5 empty:hidden">
          <legend className="sr-only">Arguments of {script.title}</legend>
          {inputFields(script).map((field) => (
            <InputControl
              key={field.name}
              field={field}
              prefix="args."
              value={v.script_key === script.key ? v[`args.${field.name}`] : undefined}
              error={error(`args.${field.name}`)}
            />
          ))}
        </fieldset>
      ) : null}
      {/* A key is for one request: a job that was queued takes it along. */}
      <KeyField key={state.jobId} value={v.idempotency_key} error={error("Idempotency-Key")} />
      <StartButton disabled={pending} className="w-full">
        <ListPlus aria-hidden className="size-4" />
        {pending ? "Queueing …" : "Queue the job"}
      </StartButton>
      <p role="status" className="text-xs text-muted empty:hidden">
        {pending ? "" : state.done}
      </p>
    </form>
  );
}

/** Left as it was given, stars and all. */
function isMasked(given: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>, path: string) {
  return given[path] === now[path] && given[path]?.includes("*") === true;
}
