"use client";

import type { Repo } from "@codex-toolloop/protocol";
import { ChevronDown, ListPlus } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../../../components/button.tsx";
import { isShortcut } from "../../../components/frame/keys.ts";
import type { FormState } from "../../../lib/action-state.ts";
import type { OfferedScript } from "../offered-scripts.ts";
import type { RunnerParams } from "../runner-params.ts";
import { ChooseScript } from "./choose-script.tsx";
import { NewJobForm } from "./new-job-form.tsx";

/** The form of a new job: always there on a wide screen, behind a button on a narrow one. `n` goes to it. */
export function NewJob({
  from,
  open: first,
  ...form
}: {
  /** The job whose request fills the form. */
  from: string | null;
  open: boolean;
  repos: readonly Repo[];
  scripts: readonly OfferedScript[];
  initial: FormState;
  params: RunnerParams;
}) {
  const [open, setOpen] = useState(first || from !== null);
  const [seen, setSeen] = useState(from);
  const [fills, setFills] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  if (from !== seen) {
    setSeen(from);
    // What was typed is given up for another job's request, and for nothing else.
    if (from !== null) {
      setFills(fills + 1);
      setOpen(true);
    }
  }
  const goTo = useCallback(() => {
    // At once: what is typed next goes into the field. A form that is not shown yet takes no focus.
    flushSync(() => setOpen(true));
    firstField(box.current)?.focus();
  }, []);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "n" || !isShortcut(e)) return;
      e.preventDefault();
      goTo();
    };
    const onHash = () => {
      if (window.location.hash === "#new-job") goTo();
    };
    // React is at work here: it cannot be made to render at once.
    queueMicrotask(onHash);
    // Before the frame's own `n`, which leads to another page.
    document.addEventListener("keydown", onKey, true);
    window.addEventListener("hashchange", onHash);
    return () => {
      document.removeEventListener("keydown", onKey, true);
      window.removeEventListener("hashchange", onHash);
    };
  }, [goTo]);
  useEffect(() => {
    if (fills > 0) firstField(box.current)?.focus();
  }, [fills]);
  return (
    <>
      <Button
        variant="primary"
        aria-expanded={open}
        aria-controls="new-job"
        onClick={() => (open ? setOpen(false) : goTo())}
        className="w-full lg:hidden no-script:hidden"
      >
        <ListPlus aria-hidden className="size-4" />
        New job
        <ChevronDown aria-hidden className={`size-4 ${open ? "rotate-180" : ""}`} />
      </Button>
      <div id="new-job" ref={box} className={`max-lg:mt-2 ${open ? "" : "max-lg:script:hidden"}`}>
        <ChooseScript repos={form.repos} scripts={form.scripts} params={form.params} />
        <NewJobForm key={fills} {...form} onQueued={() => setOpen(false)} />
      </div>
    </>
  );
}

function firstField(box: HTMLElement | null): HTMLElement | null {
  const all = box?.querySelectorAll<HTMLElement>("form[data-new-job] :is(select, input:not([type=hidden]))") ?? [];
  return [...all].find((field) => field instanceof HTMLSelectElement && field.value === "") ?? all[0] ?? null;
}
