"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../../../../components/button.tsx";
import { describedBy, FIELD_CLASS, FieldNotes } from "../../../../components/field.tsx";
import { useFacts } from "../../../../components/frame/facts.tsx";
import { errorAt } from "../../../../lib/action-state.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { type AgentForm, EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { commitWorktreeAction, discardWorktreeAction, mergeWorktreeAction } from "../../worktree-actions.ts";
import { Refusal } from "../refusal.tsx";

interface Props {
  sessionId: string;
  /** A prompt works in it now. */
  live: boolean;
  state: { dirty: boolean; commits: number; baseBranch: string | null; files: number };
}

/** Commit, merge and discard. Each says why it cannot be done now, and what was done. */
export function WorktreeActions({ sessionId, live, state: { dirty, commits, baseBranch, files } }: Props) {
  const { readOnly } = useFacts();
  const commit = useFormAction(commitWorktreeAction, EMPTY_AGENT_FORM, unanswered);
  const merge = useFormAction(mergeWorktreeAction, EMPTY_AGENT_FORM, unanswered);
  const discard = useFormAction(discardWorktreeAction, EMPTY_AGENT_FORM, unanswered);
  const [last, setLast] = useState<AgentForm>(EMPTY_AGENT_FORM);
  // Without JavaScript the answer comes with the page, as the state of the form that was sent.
  const sent = [commit, merge, discard].map((part) => part.state).find((state) => state.attempt > 0);
  const shown = last.attempt > 0 ? last : (sent ?? last);
  const on = (part: typeof commit) => (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    part.send(new FormData(e.currentTarget), setLast);
  };
  const busy = readOnly ? "This dashboard is read-only" : live ? "A prompt works in it now" : undefined;
  const noCommit = busy ?? (dirty ? undefined : "Every change is committed");
  const noMerge =
    busy ??
    (baseBranch === null
      ? "It began at no branch"
      : dirty
        ? "Commit first"
        : commits === 0
          ? `It has nothing that ${baseBranch} does not have`
          : undefined);
  const noDiscard = busy ?? (files > 0 || dirty || commits > 0 ? undefined : "Nothing is changed");
  const messageError = errorAt(commit.state, "message");
  const id = <input type="hidden" name="session_id" value={sessionId} />;
  return (
    <div className="space-y-2">
      <form
        action={commit.formAction}
        onSubmit={on(commit)}
        data-own-answer
        aria-label="Commit"
        className="flex flex-wrap items-start gap-2"
      >
        {id}
        <div className="min-w-48 grow">
          <label htmlFor="message" className="sr-only">
            Message of the commit
          </label>
          <input
            key={commit.state.attempt}
            name="message"
            {...describedBy("message", undefined, messageError)}
            defaultValue={commit.state.values.message ?? ""}
            placeholder="Message of the commit"
            autoComplete="off"
            className={FIELD_CLASS}
          />
          <FieldNotes id="message" error={messageError} />
        </div>
        <Button type="submit" disabled={commit.pending || noCommit !== undefined} title={noCommit}>
          {commit.pending ? "Committing …" : "Commit"}
        </Button>
      </form>
      <div className="flex flex-wrap items-start gap-2">
        <form action={merge.formAction} onSubmit={on(merge)} data-own-answer aria-label="Merge">
          {id}
          <Button type="submit" disabled={merge.pending || noMerge !== undefined} title={noMerge}>
            {merge.pending ? "Merging …" : `Merge into ${baseBranch ?? "the base"}`}
          </Button>
        </form>
        {noDiscard === undefined ? (
          <details>
            <summary className="inline-flex h-8 items-center rounded-md px-2.5 text-[13px] font-medium text-failed marker:content-none hover:bg-bad-bg">
              Discard …
            </summary>
            <form
              action={discard.formAction}
              onSubmit={on(discard)}
              data-own-answer
              aria-label="Discard"
              className="mt-1 max-w-prose rounded-md border border-line bg-raised px-3 py-2.5"
            >
              {id}
              <p className="mb-2">
                {files === 1 ? "1 changed file" : `${files} changed files`} and{" "}
                {commits === 1 ? "1 commit" : `${commits} commits`} are lost for good. Your own folder is not touched.
              </p>
              <Button type="submit" variant="danger" disabled={discard.pending}>
                {discard.pending ? "Discarding …" : "Discard everything"}
              </Button>
            </form>
          </details>
        ) : null}
      </div>
      <Refusal state={shown} known={["message"]} what="worktree" />
      <p role="status" className="text-success empty:hidden">
        {shown.done}
      </p>
    </div>
  );
}
