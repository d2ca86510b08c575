"use client";

import { CirclePlay } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { FieldNotes } from "../../../../components/field.tsx";
import { StartButton } from "../../../../components/start-button.tsx";
import { StartForecast } from "../../../../components/start-forecast.tsx";
import { useDraft } from "../../../../components/use-draft.ts";
import { errorAt } from "../../../../lib/action-state.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { useStillHere } from "../../../../lib/use-still-here.ts";
import { agentsPath } from "../../agents-params.ts";
import { draftKey } from "../../draft-key.ts";
import { EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { promptAction } from "../../prompt-actions.ts";
import { useSay } from "../frame/note.tsx";
import { Refusal } from "../refusal.tsx";
import { FileChoices } from "./file-choices.tsx";
import { OPTION_FIELDS, OptionFields } from "./option-fields.tsx";
import { useFileChoices } from "./use-file-choices.ts";

/** The prompt with its options. What is typed is kept in this browser until it runs, by session. */
export function PromptForm({
  workspaceId,
  sessionId,
  hasSessions,
  liveRunId,
  replay,
  models,
  initial,
  again,
}: {
  workspaceId: string | null;
  sessionId: string | null;
  /** Whether there is a session to choose. */
  hasSessions: boolean;
  /** The session's live prompt: no other one may start beside it. */
  liveRunId: string | null;
  replay: boolean;
  models: readonly string[];
  initial: Readonly<Record<string, string>>;
  /** The run whose prompt the text is, where it is asked again. */
  again: string | null;
}) {
  const router = useRouter();
  const say = useSay();
  const stillHere = useStillHere(sessionId ?? "");
  const { state, formAction, send, pending } = useFormAction(promptAction, EMPTY_AGENT_FORM, unanswered);
  const [text, setText] = useState(state.values.prompt ?? initial.prompt ?? "");
  const draft = useDraft(draftKey(sessionId ?? workspaceId ?? "none"), again === null);
  const area = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef({ text: "", key: "" });
  const typed = useRef(text);
  const files = useFileChoices(area, workspaceId, sessionId, (next) => change(next));
  const error = errorAt(state, "prompt");

  useEffect(() => {
    if (draft.found !== undefined) setText((now) => (now === "" ? (draft.found ?? "") : now));
  }, [draft.found]);
  useEffect(() => {
    typed.current = text;
  }, [text]);
  useEffect(() => {
    if (again) area.current?.focus();
  }, [again]);
  useEffect(() => {
    if (state.attempt === 0 || state.done) return;
    const at = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (at("[aria-invalid=true]") ?? at("[data-form-answer]"))?.focus();
  }, [state.attempt, state.done]);

  function change(next: string) {
    setText(next);
    draft.save(next);
  }
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    if (pending || !sessionId || liveRunId) return;
    const data = new FormData(e.currentTarget);
    // The same text sent again after a lost connection is the same prompt.
    if (sent.current.text !== text || sent.current.key === "") sent.current = { text, key: crypto.randomUUID() };
    data.set("idempotency_key", sent.current.key);
    data.set("stay", "1");
    const isHere = stillHere();
    send(data, ({ runId, done }) => {
      if (!runId) return;
      sent.current = { text: "", key: "" };
      // What was typed meanwhile is the next prompt.
      if (typed.current === text) {
        setText("");
        draft.discard();
      }
      if (!isHere()) return;
      say(done ?? "");
      router.push(agentsPath({ workspace: workspaceId, session: sessionId, run: runId }) as Route, { scroll: false });
    });
  };
  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    if (files.onKeyDown(e)) return;
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      form.current?.requestSubmit();
    }
    // Out of the text, so that the keys of the page work. Not while it ends an input method's composition.
    if (e.key === "Escape" && !e.nativeEvent.isComposing) e.currentTarget.blur();
  };
  const why = !workspaceId
    ? "Choose a workspace first"
    : !sessionId
      ? hasSessions
        ? "Choose a session, or create one"
        : "Create a session first"
      : liveRunId
        ? "A prompt of this session is live: one at a time"
        : undefined;
  return (
    <form
      ref={form}
      action={formAction}
      onSubmit={onSubmit}
      data-own-answer
      noValidate
      aria-label="Prompt"
      className="flex min-h-0 grow flex-col gap-2.5 px-3 py-3 lg:overflow-y-auto"
    >
      <input type="hidden" name="session_id" value={sessionId ?? ""} />
      <input type="hidden" name="workspace_id" value={workspaceId ?? ""} />
      <input type="hidden" name="from" value={again ?? ""} />
      <Refusal state={state} known={["prompt", ...OPTION_FIELDS]} what="prompt" />
      <div className="relative flex shrink-0 flex-col">
        <label htmlFor="prompt" className="sr-only">
          Prompt
        </label>
        <textarea
          id="prompt"
          name="prompt"
          ref={area}
          value={text}
          onChange={(e) => {
            change(e.target.value);
            files.look();
          }}
          onSelect={() => files.look()}
          onBlur={() => files.close()}
          onKeyDown={onKeyDown}
          placeholder={replay ? "A replay plays its recording, whatever is asked here." : "What is to be done?"}
          aria-invalid={error ? true : undefined}
          aria-describedby={`prompt-help${error ? " prompt-error" : ""}`}
          {...files.area}
          rows={6}
          className="field-sizing-content max-h-72 min-h-40 resize-none rounded-md border border-line-strong bg-panel px-2.5 py-2 font-mono text-[13px] leading-relaxed placeholder:font-sans placeholder:text-muted aria-invalid:border-failed lg:max-xl:min-h-20"
        />
        <FileChoices choices={files} />
        <FieldNotes
          id="prompt"
          error={error}
          help={
            <>
              <kbd className="font-sans">@</kbd> names a file · <kbd className="font-sans">Ctrl Enter</kbd> runs
            </>
          }
        />
      </div>
      <OptionFields
        key={state.attempt}
        values={{ ...initial, ...state.values }}
        models={models}
        replay={replay}
        state={state}
      />
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2">
        <StartButton disabled={pending || why !== undefined} aria-describedby={why ? "run-why" : undefined} size="lg">
          <CirclePlay aria-hidden className="size-4" />
          {pending ? "Starting …" : "Run"}
        </StartButton>
        {why ? (
          <p id="run-why" className="text-muted">
            {why}.
          </p>
        ) : (
          <StartForecast onLimit="queue" />
        )}
      </div>
    </form>
  );
}
