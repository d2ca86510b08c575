import type { RunStatus } from "@codex-toolloop/protocol";
import Link from "next/link";
import { useRunView } from "./run-view-provider.tsx";

/** Why there is nothing to read, and what will change that. */
export function EmptyRun({ status, isFinal }: { status: RunStatus; isFinal: boolean }) {
  const runId = useRunView((s) => s.run.runId);
  const [title, text] =
    status === "queued"
      ? [
          "Waiting for a slot",
          "This run has not begun. It starts by itself as soon as one of the running ones ends; this page follows.",
        ]
      : isFinal
        ? ["No events", "This run ended before it wrote any event. "]
        : ["Starting", "The process is up; its first event has not been written yet."];
  return (
    <div className="px-4 py-12 text-center">
      <p className="font-semibold">{title}</p>
      <p className="mx-auto mt-1 max-w-prose text-muted">
        {text}
        {isFinal ? (
          <>
            <Link href={`/runs/${runId}?tab=about`} prefetch={false} className="text-accent underline">
              About this run
            </Link>{" "}
            says how it ended.
          </>
        ) : null}
      </p>
    </div>
  );
}
