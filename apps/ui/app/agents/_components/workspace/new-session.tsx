"use client";

import type { RunnerInfo, RunnerType, Workspace } from "@codex-toolloop/protocol";
import { MessageSquarePlus } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../../../components/button.tsx";
import { errorAt } from "../../../../lib/action-state.ts";
import { useFormAction } from "../../../../lib/use-form-action.ts";
import { useStillHere } from "../../../../lib/use-still-here.ts";
import { AGENTS_PARAMS, type AgentsParams, agentsPath } from "../../agents-params.ts";
import { runnerLabel } from "../../choose-runner.ts";
import { moveDraft } from "../../draft-key.ts";
import { EMPTY_AGENT_FORM, unanswered } from "../../form-state.ts";
import { createSessionAction } from "../../session-actions.ts";
import { useSay } from "../frame/note.tsx";
import { focusPrompt } from "../prompt/focus-prompt.ts";
import { Refusal } from "../refusal.tsx";
import { ReplayField } from "./replay-field.tsx";
import { RunnerField } from "./runner-field.tsx";

/** The runner, and a new session with it. A session keeps its runner: choosing another one clears the session. */
export function NewSession({
  params,
  workspace,
  runners,
  runner,
  finished,
}: {
  params: AgentsParams;
  workspace: Workspace | null;
  runners: readonly RunnerInfo[];
  runner: RunnerType;
  /** Finished prompts of this workspace, for a replay. */
  finished: readonly { value: string; label: string }[];
}) {
  const router = useRouter();
  const say = useSay();
  const stillHere = useStillHere(workspace?.id ?? "");
  const [, set] = useQueryStates(AGENTS_PARAMS, { shallow: false, history: "push", scroll: false });
  const [chosen, setChosen] = useState(runner);
  const [seen, setSeen] = useState(runner);
  if (seen !== runner) {
    setSeen(runner);
    setChosen(runner);
  }
  const { state, formAction, send, pending } = useFormAction(createSessionAction, EMPTY_AGENT_FORM, unanswered);
  const made = useRef<{ id: string; by: HTMLElement | null }>(undefined);
  useEffect(() => {
    const { id, by = null } = made.current ?? {};
    if (params.session === null || params.session !== id) return;
    made.current = undefined;
    focusPrompt(by);
  }, [params.session]);
  const choose = (next: RunnerType) => {
    if (next === chosen) return;
    setChosen(next);
    const had = params.session !== null;
    say(
      `${had ? "Session cleared: a session keeps its runner. " : ""}${runnerLabel(next)} is chosen for the next session.`,
    );
    void set({ workspace: workspace?.id ?? null, session: null, run: null, runner: next, from: null, open: null });
  };
  const onSubmit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    form.set("stay", "1");
    const box = e.currentTarget.elements.namedItem("isolate");
    const by = (e.nativeEvent as SubmitEvent).submitter;
    const isHere = stillHere();
    send(form, ({ sessionId }) => {
      if (!sessionId || !workspace) return;
      // Asked for this session, not for the next one.
      if (box instanceof HTMLInputElement) box.checked = false;
      moveDraft(workspace.id, sessionId);
      if (!isHere()) return;
      made.current = { id: sessionId, by };
      say(`Session created with ${runnerLabel(chosen)}.`);
      router.push(agentsPath({ workspace: workspace.id, session: sessionId }) as Route, { scroll: false });
    });
  };
  return (
    <form action={formAction} onSubmit={onSubmit} data-own-answer aria-label="New session" className="space-y-2">
      <input type="hidden" name="workspace_id" value={workspace?.id ?? ""} />
      <RunnerField runners={runners} chosen={chosen} choose={choose} error={errorAt(state, "runner_type")} />
      {chosen === "replay" ? (
        <ReplayField
          recordings={runners.find((r) => r.runner === "replay")?.recordings ?? []}
          finished={finished}
          value={state.values.replay}
          error={errorAt(state, "replay")}
        />
      ) : null}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
        {chosen === "replay" ? null : (
          <label
            className="flex items-center gap-1.5 text-xs"
            title="The agent works in a git worktree and branch of its own, not in your folder"
          >
            <input type="checkbox" name="isolate" className="size-3.5 accent-accent" />
            Own worktree
          </label>
        )}
        <Button
          type="submit"
          size="sm"
          className="ml-auto"
          disabled={!workspace || pending}
          title={workspace ? undefined : "Choose a workspace first"}
        >
          <MessageSquarePlus aria-hidden className="size-3.5" />
          {pending ? "Creating …" : "Create Session"}
        </Button>
      </div>
      <Refusal state={state} known={["runner_type", "replay"]} what="session" />
    </form>
  );
}
