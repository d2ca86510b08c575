"use client";

import { type Repo, RunStatus } from "@codex-toolloop/protocol";
import { Search, X } from "lucide-react";
import Link from "next/link";
import { debounce, useQueryStates } from "nuqs";
import { useEffect, useRef, useTransition } from "react";
import { Button, buttonClass } from "../../../components/button.tsx";
import { FilterSelect } from "../../../components/run-list/filter-select.tsx";
import { StatusToggle } from "../../../components/run-list/status-toggle.tsx";
import type { ScriptInfo } from "../../../lib/contract.ts";
import { isFiltered, RUNNER_PARAMS, type RunnerParams, runnerHref } from "../runner-params.ts";

/** Which jobs the table shows. Lives in the address; a plain form without JavaScript. */
export function JobFilters({
  params,
  repos,
  scripts,
}: {
  params: RunnerParams;
  repos: readonly Repo[];
  scripts: readonly ScriptInfo[];
}) {
  const [pending, startTransition] = useTransition();
  const [state, set] = useQueryStates(RUNNER_PARAMS, {
    shallow: false,
    history: "replace",
    scroll: false,
    startTransition,
  });
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (search.current && search.current !== document.activeElement) search.current.value = params.q;
  }, [params.q]);
  const change = (patch: Partial<RunnerParams>) => void set({ ...patch, offset: null });
  const toggle = (status: RunStatus, on: boolean) =>
    change({ status: on ? [...state.status, status] : state.status.filter((s) => s !== status) });
  return (
    <search>
      <form
        method="get"
        action="/runner"
        aria-label="Filter jobs"
        aria-busy={pending}
        onSubmit={(e) => {
          e.preventDefault();
          change({ q: search.current?.value ?? "" });
        }}
        className="mb-2 flex flex-wrap items-center gap-2"
      >
        {params.job ? <input type="hidden" name="job" value={params.job} /> : null}
        <div className="relative grow basis-36 sm:max-w-52">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
          <input
            ref={search}
            type="search"
            name="q"
            aria-label="Search jobs"
            aria-keyshortcuts="/"
            placeholder="Search"
            maxLength={200}
            defaultValue={params.q}
            onChange={(e) => void set({ q: e.target.value, offset: null }, { limitUrlUpdates: debounce(250) })}
            className="h-8 w-full rounded-md border border-line-strong bg-panel pr-2 pl-8 text-[13px] placeholder:text-muted"
          />
        </div>
        <fieldset className="flex min-w-0 max-w-full gap-1 overflow-x-auto p-0.5 max-sm:basis-full">
          <legend className="sr-only">Status</legend>
          {RunStatus.options.map((status) => (
            <StatusToggle
              key={status}
              status={status}
              checked={state.status.includes(status)}
              onChange={(on) => toggle(status, on)}
            />
          ))}
        </fieldset>
        <FilterSelect
          name="repo"
          label="Repo"
          value={state.repo}
          choices={repos.map((r) => ({ value: r.id, label: r.name }))}
          onChange={(repo) => change({ repo })}
        />
        <FilterSelect
          name="script"
          label="Script"
          value={state.script}
          choices={scripts.map((s) => ({ value: s.key, label: s.title }))}
          onChange={(script) => change({ script })}
        />
        <Button type="submit" className="script:hidden">
          Apply
        </Button>
        {isFiltered(params) ? (
          <Link
            href={runnerHref({ ...params, status: [], repo: null, script: null, q: null, offset: null })}
            prefetch={false}
            scroll={false}
            className={buttonClass("ghost")}
          >
            <X aria-hidden className="size-3.5" />
            Clear
          </Link>
        ) : null}
      </form>
    </search>
  );
}
