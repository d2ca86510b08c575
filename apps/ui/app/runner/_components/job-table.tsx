"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { ArrowUp } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { useListKeys } from "../../../components/run-list/use-list-keys.ts";
import { useRunRows } from "../../../components/run-list/use-run-rows.ts";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { LiveDuration, RelativeTime } from "../../../components/time.tsx";
import type { RunRow } from "../../../lib/run-row.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";
import "../runner.css";

/**
 * The jobs. States change in place; new ones wait behind a button while the pointer or the keys are on a row, or the table
 * is scrolled, so that nothing moves under a reader.
 */
export function JobTable({ rows, params, serverNow }: { rows: RunRow[]; params: RunnerParams; serverNow: number }) {
  const router = useRouter();
  const [pointed, setPointed] = useState(false);
  const [at, setAt] = useState<string>();
  const pane = useRef<HTMLElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const { shown, pending, release } = useRunRows(rows, pointed || scrolled || at !== undefined, false);
  const letIn = () => {
    setAt(undefined);
    if (pane.current) pane.current.scrollTop = 0;
    release();
  };
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
    atTop: letIn,
  });
  return (
    <div className="relative flex min-h-0 grow flex-col">
      {pending > 0 && params.offset === 0 ? (
        <div className="absolute inset-x-0 -top-3.5 z-10 flex justify-center">
          <Button variant="primary" size="sm" className="rounded-full shadow-lg" onClick={letIn}>
            <ArrowUp aria-hidden className="size-3.5" />
            {pending === 1 ? "1 new job" : `${pending} new jobs`}
          </Button>
        </div>
      ) : null}
      <section
        ref={pane}
        aria-label="Table of jobs"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={(e) => setScrolled(e.currentTarget.scrollTop > 4)}
        className="jobs min-h-0 overflow-auto rounded-lg border border-line bg-panel"
      >
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
      </section>
    </div>
  );
}
