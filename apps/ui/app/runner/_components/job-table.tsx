"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useListKeys } from "../../../components/run-list/use-list-keys.ts";
import { useRunRows } from "../../../components/run-list/use-run-rows.ts";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { LiveDuration, RelativeTime } from "../../../components/time.tsx";
import type { RunRow } from "../../../lib/run-row.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";
import "../runner.css";

/** The jobs. States change in place; while the pointer is on the table no row moves. */
export function JobTable({
  rows,
  params,
  serverNow,
  filtered,
}: {
  rows: RunRow[];
  params: RunnerParams;
  serverNow: number;
  filtered: boolean;
}) {
  const router = useRouter();
  const [pointed, setPointed] = useState(false);
  const [at, setAt] = useState<string>();
  const body = useRef<HTMLTableSectionElement>(null);
  const { shown, pending, release } = useRunRows(rows, pointed);
  const link = (id: string) => runnerHref({ ...params, from: null, job: id });
  useListKeys({
    ids: shown.map((r) => r.id),
    selected: at ?? params.job ?? undefined,
    select: (id) => {
      setAt(id);
      const row = id && body.current?.querySelector<HTMLElement>(`[data-run="${id}"]`);
      if (row) row.scrollIntoView({ block: "nearest" });
    },
    open: (id) => {
      const { pathname, search } = link(id);
      router.push(`${pathname}${search}` as Route, { scroll: false });
    },
    stop: () => document.querySelector<HTMLButtonElement>("[data-cancel]")?.click(),
    atTop: release,
  });
  if (shown.length === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-muted">
        {filtered || params.offset > 0
          ? "No job matches. Take a filter away."
          : "No job yet. Choose a repo and a script, and queue the first."}
      </p>
    );
  return (
    <div className="jobs min-h-0 grow overflow-auto rounded-lg border border-line bg-panel">
      {pending > 0 ? (
        <button
          type="button"
          onClick={release}
          className="sticky top-0 z-10 w-full bg-accent py-0.5 text-xs text-accent-fg"
        >
          {pending === 1 ? "1 new job" : `${pending} new jobs`}
        </button>
      ) : null}
      <table aria-label="Jobs">
        <thead>
          <tr>
            <th scope="col">Created</th>
            <th scope="col">Script</th>
            <th scope="col">Repo</th>
            <th scope="col">Status</th>
            <th scope="col">Requested by</th>
            <th scope="col">Duration</th>
          </tr>
        </thead>
        <tbody ref={body} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
          {shown.map((job) => (
            <tr
              key={job.id}
              data-run={job.id}
              data-status={job.status}
              data-at={job.id === at || undefined}
              aria-current={job.id === params.job || undefined}
            >
              <td className="when">
                <RelativeTime at={job.createdAt} serverNow={serverNow} />
              </td>
              <td className="script">
                <Link href={link(job.id)} prefetch={false} scroll={false} title={job.title}>
                  {job.title}
                </Link>
              </td>
              <td className="repo" title={job.workspacePath}>
                {job.workspace}
              </td>
              <td>
                <StatusBadge status={job.status} stopping={job.stopping} />
                {job.status === "queued" && job.note ? <span className="note">{job.note}</span> : null}
              </td>
              <td className="by">{job.by}</td>
              <td className="took">
                {job.durationMs !== undefined ? (
                  formatDuration(job.durationMs)
                ) : job.startedAt ? (
                  <LiveDuration from={job.startedAt} to={job.finishedAt} serverNow={serverNow} />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
