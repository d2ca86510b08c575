"use client";

import { type Problem, problem } from "@codex-toolloop/protocol";
import { useActionState, useState, useTransition } from "react";
import { isWaitingForDashboard } from "./patient-fetch.ts";

/**
 * A form's server action that answers also where the server does not: a lost connection must not take what was typed.
 * `formAction` is for a page without JavaScript, `send` for one with it.
 * @param unanswered what the form says then; its problem has the status 0 where nobody answered at all
 */
export function useFormAction<S>(
  action: (previous: Awaited<S>, form: FormData) => Promise<S>,
  initial: Awaited<S>,
  unanswered: (previous: Awaited<S>, form: FormData, problem: Problem) => Awaited<S>,
) {
  const [answer, formAction] = useActionState(action, initial);
  const [own, setOwn] = useState<{ state: Awaited<S> }>();
  const [pending, start] = useTransition();
  const state = own ? own.state : answer;
  const send = (form: FormData, then?: (state: Awaited<S>) => void) =>
    start(async () => {
      let next: Awaited<S>;
      try {
        // The action would wait in line behind the page's own read, and be sent much later.
        if (isWaitingForDashboard()) throw new TypeError("The dashboard does not answer.");
        next = await action(state, form);
      } catch (error) {
        next = unanswered(state, form, unansweredProblem(error));
      }
      start(() => {
        setOwn({ state: next });
        then?.(next);
      });
    });
  return { state, formAction, send, pending, setState: (next: Awaited<S>) => setOwn({ state: next }) };
}

/** Next marks an error of the server itself with a digest; anything else is a connection that broke. */
function unansweredProblem(error: unknown): Problem {
  return typeof error === "object" && error !== null && "digest" in error
    ? problem(
        500,
        "internal",
        "The dashboard failed at this",
        "What was typed is still here. Its log says what happened.",
      )
    : {
        ...problem(503, "no_answer", "The dashboard does not answer", "What was typed is still here."),
        status: 0,
      };
}
