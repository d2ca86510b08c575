import Link from "next/link";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { runnerLabel } from "../../choose-runner.ts";
import type { ConsoleView } from "../../load-console.ts";

interface Fact {
  name: string;
  value: string;
  title?: string | undefined;
}

/** With what the next prompt runs: runner, model, conversation. */
export function PromptStatus({ view: { session, runner, runners, runs, workspace } }: { view: ConsoleView }) {
  const info = runners.find((r) => r.runner === runner);
  const model = session?.options.model ?? runs.find((r) => r.model)?.model;
  const facts: Fact[] = [
    {
      name: "Runner",
      value:
        runner === "replay" ? "Replay of a recording" : [runnerLabel(runner), info?.version].filter(Boolean).join(" "),
    },
  ];
  if (runner !== "replay") facts.push({ name: "Model", value: model ? visibleText(model) : "its default" });
  facts.push({ name: "Session", value: session ? visibleText(session.title ?? "new") : "none", title: session?.id });
  if (session)
    facts.push({
      name: "Thread",
      value: session.thread_id ? short(session.thread_id) : "begins with the first prompt",
      title: session.thread_id ?? undefined,
    });
  if (session?.worktree)
    facts.push({ name: "Branch", value: visibleText(session.worktree.branch), title: session.worktree.path });
  return (
    <div className="shrink-0 border-b border-line px-3 py-2 text-xs">
      <dl aria-label="State" className="flex flex-wrap gap-x-3 gap-y-0.5">
        {facts.map(({ name, value, title }) => (
          <div key={name} className="flex min-w-0 gap-1" title={title}>
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 truncate font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {info && !info.available ? (
        <p className="mt-1 text-warn-fg">
          {runnerLabel(runner)} is not installed here: a prompt would be refused.
          {info.install ? (
            <>
              {" "}
              Install it with <code className="font-mono">{info.install}</code>
            </>
          ) : null}
        </p>
      ) : null}
      {workspace ? null : (
        <p className="mt-1">
          A prompt needs a workspace.{" "}
          <Link href="/agents?open=folder" scroll={false} prefetch={false} className="underline">
            Add a folder
          </Link>
        </p>
      )}
    </div>
  );
}

function short(id: string): string {
  return id.length > 12 ? `${id.slice(0, 8)}…` : visibleText(id);
}
