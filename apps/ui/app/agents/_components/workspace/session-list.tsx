import type { Session } from "@codex-toolloop/protocol";
import { GitFork, Hand } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "../../../../components/time.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { type AgentsParams, agentsHref } from "../../agents-params.ts";
import { runnerLabel } from "../../choose-runner.ts";
import { KeepInView } from "../frame/keep-in-view.tsx";
import { ClearSession } from "./clear-session.tsx";

/** The conversations of the workspace, newest first; the active one is marked. */
export function SessionList({
  params,
  sessions,
  session,
  waiting,
  hasWorkspace,
  serverNow,
}: {
  params: AgentsParams;
  sessions: readonly Session[];
  session: Session | null;
  /** Those whose prompt waits for an approval, by id. */
  waiting: readonly string[];
  hasWorkspace: boolean;
  serverNow: number;
}) {
  const live = session ? undefined : sessions.find((s) => s.live_run_id !== null);
  return (
    <section aria-label="Sessions" className="flex min-h-0 flex-col lg:basis-0 lg:grow">
      <header className="flex h-8 shrink-0 items-center gap-2 px-3 pt-1">
        <h3 className="font-medium">
          Sessions <span className="font-normal text-muted">{sessions.length || ""}</span>
        </h3>
        {session ? <ClearSession workspace={session.workspace_id} runner={session.runner_type} /> : null}
      </header>
      {live ? (
        <p className="mx-3 mb-1.5 rounded-md bg-raised px-2.5 py-1.5 text-xs">
          A prompt is running here.{" "}
          <Link href={hrefOf(live)} scroll={false} prefetch={false} className="font-medium text-accent underline">
            Show it
          </Link>
        </p>
      ) : null}
      {sessions.length === 0 ? (
        <p className="px-3 pb-3 text-xs text-muted">
          {hasWorkspace ? "None yet: create the first one above." : "They belong to a workspace."}
        </p>
      ) : (
        <>
          <KeepInView list="sessions" current={session?.id} />
          <ul id="sessions" className="agents-list pb-1">
            {sessions.map((s) => (
              <li key={s.id}>
                <Link
                  href={hrefOf(s)}
                  scroll={false}
                  prefetch={false}
                  data-console-item
                  data-session={s.id}
                  aria-current={s.id === session?.id ? "true" : undefined}
                  className="agents-row"
                >
                  <span className="flex items-center gap-1.5">
                    {s.live_run_id ? waiting.includes(s.id) ? <WaitsMark /> : <LiveDot /> : null}
                    <span className="min-w-0 truncate font-medium">
                      {s.title ? visibleText(s.title) : "New session"}
                    </span>
                  </span>
                  <span className="flex items-center gap-1 text-xs text-muted">
                    <span className="min-w-0 truncate">
                      {runnerLabel(s.runner_type)} · {s.run_count === 1 ? "1 run" : `${s.run_count} runs`}
                    </span>
                    {s.worktree ? <GitFork aria-label="Own worktree" className="size-3 shrink-0" /> : null}
                    <span className="ml-auto">
                      <RelativeTime at={s.last_run_at ?? s.created_at} serverNow={serverNow} />
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );

  function hrefOf(s: Session) {
    return agentsHref({ workspace: s.workspace_id, session: s.id, tab: params.tab });
  }
}

/** It cannot go on before somebody decides. */
function WaitsMark() {
  return (
    <span role="img" aria-label="waits for approval" title="Waits for approval" className="shrink-0 text-warn-fg">
      <Hand aria-hidden className="size-3.5" />
    </span>
  );
}

/** Something runs, in a word and a colour. */
function LiveDot() {
  return (
    <span
      role="img"
      aria-label="running"
      title="A prompt runs or waits"
      className="relative grid size-2 shrink-0 place-items-center"
    >
      <span className="size-2 animate-pulse-slow rounded-full bg-success" />
    </span>
  );
}
