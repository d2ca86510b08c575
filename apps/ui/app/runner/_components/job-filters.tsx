"use client";

import { type Repo, RunStatus } from "@codex-toolloop/protocol";
import { X } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button, buttonClass } from "../../../components/button.tsx";
import { FilterSelect } from "../../../components/run-list/filter-select.tsx";
import type { ScriptInfo } from "../../../lib/contract.ts";
import { isFiltered, RUNNER_PARAMS, type RunnerParams, runnerHref } from "../runner-params.ts";

const STATUSES = RunStatus.options.map((s) => ({ value: s, label: s }));

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
  const change = (patch: Partial<RunnerParams>) => void set({ ...patch, offset: null });
  return (
    <form
      method="get"
      action="/runner"
      aria-label="Filter jobs"
      aria-busy={pending}
      className="mb-2 flex flex-wrap items-center gap-2"
    >
      {params.job ? <input type="hidden" name="job" value={params.job} /> : null}
      <FilterSelect
        name="status"
        label="Status"
        value={state.status[0] ?? null}
        choices={STATUSES}
        onChange={(status) => change({ status: RunStatus.options.filter((s) => s === status) })}
      />
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
          href={runnerHref({ ...params, status: [], repo: null, script: null, offset: null })}
          prefetch={false}
          scroll={false}
          className={buttonClass("ghost")}
        >
          <X aria-hidden className="size-3.5" />
          Clear
        </Link>
      ) : null}
    </form>
  );
}
