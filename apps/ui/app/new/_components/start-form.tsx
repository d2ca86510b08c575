"use client";

import { CirclePlay } from "lucide-react";
import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { Callout } from "../../../components/callout.tsx";
import { useFacts } from "../../../components/frame/facts.tsx";
import { InputControl } from "../../../components/input-control.tsx";
import { StartButton } from "../../../components/start-button.tsx";
import { StartForecast } from "../../../components/start-forecast.tsx";
import { dropDraft } from "../../../components/use-draft.ts";
import { errorAt, type FormState } from "../../../lib/action-state.ts";
import { startRunFormAction } from "../actions.ts";
import type { WorkflowCard } from "../offer.ts";
import { firstChoice, type RunnerChoice } from "../runner-choices.ts";
import { FormAnswer } from "./form-answer.tsx";
import { LimitsField } from "./limits-field.tsx";
import { MoreOptions } from "./more-options.tsx";
import { RunnerField } from "./runner-field.tsx";
import { SpecField } from "./spec-field.tsx";
import { type WorkspaceChoice, WorkspaceField } from "./workspace-field.tsx";

/** The form made from a workflow's typed inputs. A plain POST without JavaScript; with it, nothing typed is ever lost. */
export function StartForm({
  card,
  workspaces,
  runners = [],
  initial,
}: {
  card: WorkflowCard;
  workspaces: readonly WorkspaceChoice[];
  /** What this machine has of the agents, where the workflow asks for one. */
  runners?: readonly RunnerChoice[];
  initial: FormState;
}) {
  const [state, submit, pending] = useActionState(startRunFormAction, initial);
  const [onLimit, setOnLimit] = useState(state.values.onLimit === "queue" ? ("queue" as const) : ("reject" as const));
  const who = card.fields.filter((f) => f.type === "runner" && !f.advanced);
  const [chosen, setChosen] = useState(() => chosenRunners(who, runners, state.values));
  const isReplay = Object.values(chosen).includes("replay");
  const form = useRef<HTMLFormElement>(null);
  const submitted = useRef(false);
  const { readOnly } = useFacts();
  const v = state.values;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per answer, not per keystroke
  useEffect(() => {
    submitted.current = false;
    if (state.attempt === 0 || state.done) return;
    const at = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (at("[aria-invalid=true]") ?? at("[data-form-answer]"))?.focus();
  }, [state.attempt]);
  // Leaving right after an accepted start: the text is in the run now.
  useEffect(() => () => void (submitted.current && dropDraft(card.name)), [card.name]);

  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    // React empties a form after its action; called by hand, the action leaves the fields alone.
    e.preventDefault();
    const { submitter } = e.nativeEvent as SubmitEvent;
    const data = new FormData(e.currentTarget, submitter instanceof HTMLElement ? submitter : null);
    submitted.current = data.get("intent") !== "add-workspace";
    startTransition(() => submit(data));
  };
  const known = new Set(card.fields.map((f) => `inputs.${f.name}`));
  return (
    <form
      ref={form}
      action={submit}
      onSubmit={onSubmit}
      noValidate
      className="space-y-5"
      aria-label={`Start ${card.title}`}
    >
      {/* Enter in a field takes the first submit button: it must be this one. */}
      <button
        type="submit"
        name="intent"
        value="start"
        tabIndex={-1}
        aria-hidden="true"
        className="sr-only"
        disabled={pending || readOnly}
      >
        Start
      </button>
      <input type="hidden" name="workflow" value={card.name} />
      {v.from ? <input type="hidden" name="from" value={v.from} /> : null}
      <FormAnswer state={state} known={known} />
      {who.map((field) => (
        <RunnerField
          key={field.name}
          field={field}
          choices={runners}
          chosen={chosen[field.name]}
          choose={(runner) => setChosen((was) => ({ ...was, [field.name]: runner }))}
          error={errorAt(state, `inputs.${field.name}`)}
        />
      ))}
      {isReplay ? (
        <Callout level="info" role="status" title="A replay plays a recording in a sample project of its own.">
          Workspace and spec are not used: nothing of yours is read or changed. What is typed below stays here.
        </Callout>
      ) : null}
      {card.needsWorkspace === "none" ? null : (
        <WorkspaceField
          choices={workspaces}
          need={isReplay ? "optional" : card.needsWorkspace}
          values={v}
          attempt={state.attempt}
          error={errorAt(state, "workspace") ?? errorAt(state, "workspaceId")}
        />
      )}
      {card.needsSpec === "none" ? null : (
        <SpecField
          workflow={card.name}
          need={isReplay ? "optional" : card.needsSpec}
          value={v.spec}
          error={errorAt(state, "spec")}
        />
      )}
      {card.fields
        .filter((f) => !f.advanced && !who.includes(f))
        .map((field) => (
          <InputControl
            key={field.name}
            field={field}
            value={v[`inputs.${field.name}`]}
            error={errorAt(state, `inputs.${field.name}`)}
          />
        ))}
      <MoreOptions fields={card.fields.filter((f) => f.advanced)} state={state} runners={runners} />
      <LimitsField
        values={v}
        attempt={state.attempt}
        error={errorAt(state, "timeoutSeconds")}
        onLimit={onLimit}
        onLimitChange={setOnLimit}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4">
        <StartButton name="intent" value="start" disabled={pending} size="lg">
          <CirclePlay aria-hidden className="size-4" />
          {pending ? "Starting …" : `Start ${card.title}`}
        </StartButton>
        <StartForecast onLimit={onLimit} />
      </div>
      {state.done ? <Callout level="info" role="status" title={state.done} /> : null}
    </form>
  );
}

/** What each runner field begins with: what was asked for before, else the first that is installed. */
function chosenRunners(
  fields: WorkflowCard["fields"],
  runners: readonly RunnerChoice[],
  values: FormState["values"],
): Record<string, string | undefined> {
  return Object.fromEntries(fields.map((f) => [f.name, values[`inputs.${f.name}`] ?? firstChoice(f, runners)]));
}
