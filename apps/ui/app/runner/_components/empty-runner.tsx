import type { Repo } from "@codex-toolloop/protocol";
import { CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "../../../components/button.tsx";
import { CopyButton } from "../../../components/run-view/copy-button.tsx";
import type { ScriptInfo } from "../../../lib/contract.ts";

/** A definition to begin with: runs in any folder. */
const SAMPLE = `name: count.files
title: Count the files
description: How many files this repository has.
kind: script
workspace: required
steps:
  - id: count
    run: [git, ls-files, --stage]
`;

/** The first visit: what is there already, and what to do next. */
export function EmptyRunner({
  repos,
  scripts,
  storeRoot,
}: {
  repos: readonly Repo[];
  scripts: readonly ScriptInfo[];
  storeRoot: string;
}) {
  const usable = repos.filter((r) => r.enabled).length;
  const runnable = scripts.filter((s) => s.enabled).length;
  return (
    <section aria-label="First steps" className="mx-auto w-full max-w-2xl min-w-0 lg:pt-[4dvh]">
      <h2 className="text-lg font-semibold tracking-tight">No jobs yet</h2>
      <p className="mt-1 text-muted">
        A job runs one approved script in one of your repositories. It waits its turn, shows its log while it runs, and
        can be canceled at any time. Nobody can run a command that is not written down here.
      </p>
      <ol className="mt-4 space-y-3">
        <Step done={usable > 0} title={usable > 0 ? `${usable} repo${usable > 1 ? "s" : ""} ready` : "Register a repo"}>
          {usable > 0 ? (
            <p className="text-muted">Jobs run in its root folder.</p>
          ) : (
            <>
              <p className="mb-2 text-muted">The folder that scripts run in.</p>
              <Link href="/workspaces" prefetch={false} className={buttonClass("primary")}>
                Add a folder
              </Link>
            </>
          )}
        </Step>
        <Step
          done={runnable > 0}
          title={runnable > 0 ? `${runnable} script${runnable > 1 ? "s" : ""} approved` : "Approve a script"}
        >
          {runnable > 0 ? (
            <p className="text-muted [overflow-wrap:anywhere]">
              {scripts
                .filter((s) => s.enabled)
                .slice(0, 6)
                .map((s) => s.title)
                .join(", ")}
              {runnable > 6 ? " …" : ""}
            </p>
          ) : (
            <>
              <p className="mb-2 text-muted [overflow-wrap:anywhere]">
                Save a definition as <code className="font-mono text-xs">{storeRoot}/workflows/count.yaml</code>, for
                example this one; it is here with the next reload.
              </p>
              <pre className="overflow-x-auto rounded-md border border-line bg-code px-3 py-2 font-mono text-xs">
                {SAMPLE}
              </pre>
              <div className="mt-2">
                <CopyButton text={SAMPLE} label="Copy the definition" />
              </div>
            </>
          )}
        </Step>
        <Step done={false} title="Queue the first job">
          <p className="text-muted">
            {usable > 0 && runnable > 0
              ? "Everything is ready: choose repo and script in the form."
              : "With a repo and a script, the form does the rest."}
          </p>
        </Step>
      </ol>
    </section>
  );
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li className="flex gap-3 rounded-lg border border-line bg-panel px-4 py-3">
      <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${done ? "text-success" : "text-muted"}`} />
      <div className="min-w-0 grow">
        <h3 className="font-medium">
          {title}
          <span className="sr-only">{done ? " (done)" : " (to do)"}</span>
        </h3>
        {children}
      </div>
    </li>
  );
}
