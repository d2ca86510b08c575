"use client";

import { RunKind, RunStatus } from "@codex-toolloop/protocol";
import { Search, X } from "lucide-react";
import Link from "next/link";
import { debounce, useQueryStates } from "nuqs";
import { useEffect, useRef, useTransition } from "react";
import { Button, buttonClass } from "../../components/button.tsx";
import { FilterSelect } from "../../components/run-list/filter-select.tsx";
import { StatusToggle } from "../../components/run-list/status-toggle.tsx";
import { isFiltered, LIST_PARAMS, type ListParams } from "../../lib/list-params.ts";

interface Choice {
  value: string;
  label: string;
}

/** Filters that live in the address. Without JavaScript it is a form with a button; with it, each change applies at once. */
export function FilterBar({
  params,
  counts,
  workflows,
  workspaces,
}: {
  params: ListParams;
  counts: Partial<Record<RunStatus, number>>;
  workflows: Choice[];
  workspaces: Choice[];
}) {
  const [pending, startTransition] = useTransition();
  const [state, set] = useQueryStates(LIST_PARAMS, { shallow: false, history: "replace", startTransition });
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A link that clears the filters changes the text too; what is being typed is left alone.
    if (search.current && search.current !== document.activeElement) search.current.value = params.q;
  }, [params.q]);
  const change = (patch: Partial<ListParams>) => void set({ ...patch, offset: null });
  const toggle = (status: RunStatus, on: boolean) =>
    change({ status: on ? [...state.status, status] : state.status.filter((s) => s !== status) });
  return (
    <search>
      <form
        method="get"
        action="/"
        aria-label="Filter runs"
        aria-busy={pending}
        onSubmit={(e) => {
          e.preventDefault();
          change({ q: search.current?.value ?? "" });
        }}
        className="mb-3 flex flex-wrap items-center gap-2"
      >
        <div className="relative grow basis-48 sm:max-w-64">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
          <input
            ref={search}
            type="search"
            name="q"
            aria-label="Search runs"
            aria-keyshortcuts="/"
            placeholder="Search"
            maxLength={200}
            defaultValue={params.q}
            onChange={(e) => void set({ q: e.target.value, offset: null }, { limitUrlUpdates: debounce(250) })}
            className="h-8 w-full rounded-md border border-line-strong text-[13px] bg-panel pr-2 pl-8 placeholder:text-muted"
          />
        </div>
        <fieldset className="flex min-w-0 max-w-full gap-1 overflow-x-auto p-0.5 max-sm:basis-full">
          <legend className="sr-only">Status</legend>
          {RunStatus.options.map((status) => (
            <StatusToggle
              key={status}
              status={status}
              count={counts[status] ?? 0}
              checked={state.status.includes(status)}
              onChange={(on) => toggle(status, on)}
            />
          ))}
        </fieldset>
        <FilterSelect
          name="workflow"
          label="Workflow"
          value={state.workflow}
          choices={workflows}
          onChange={(workflow) => change({ workflow })}
        />
        {workspaces.length > 0 || state.workspace ? (
          <FilterSelect
            name="workspace"
            label="Workspace"
            value={state.workspace}
            choices={workspaces}
            onChange={(workspace) => change({ workspace })}
          />
        ) : null}
        <FilterSelect
          name="kind"
          label="Kind"
          value={state.kind}
          choices={RunKind.options.map((k) => ({ value: k, label: k }))}
          onChange={(kind) => change({ kind: RunKind.options.find((k) => k === kind) ?? null })}
        />
        <Button type="submit" className="script:hidden">
          Apply
        </Button>
        {isFiltered(params) ? (
          <Link href="/" prefetch={false} className={buttonClass("ghost")}>
            <X aria-hidden className="size-3.5" />
            Clear
          </Link>
        ) : null}
      </form>
    </search>
  );
}
