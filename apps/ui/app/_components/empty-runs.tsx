import { CirclePlay, ListChecks } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../components/button.tsx";
import { StartButton } from "../../components/start-button.tsx";
import { StartRecording } from "../new/_components/start-recording.tsx";
import { startTourAction } from "../new/actions.ts";

/** The first visit: what to do, and the buttons that do it. @param recorded a workflow of agents that can be watched without an account */
export function EmptyRuns({ recorded }: { recorded: string | undefined }) {
  return (
    <div className="mx-auto max-w-3xl pt-[10dvh] text-center">
      <h1 className="text-xl font-semibold tracking-tight">No runs yet</h1>
      <p className="mx-auto mt-2 max-w-[52ch] text-muted">
        A run is one supervised execution of a workflow: it has a live page, a log, a report, and a stop button that
        ends everything it started. Runs from a terminal show up here as well.
      </p>
      <div className={`mt-6 grid gap-3 text-left sm:grid-cols-2 ${recorded ? "lg:grid-cols-3" : ""}`}>
        {recorded ? (
          <div className="flex flex-col rounded-lg border border-line bg-panel p-4">
            <h2 className="font-semibold">Watch agents build a feature</h2>
            <p className="mt-1 mb-4 text-muted">
              A recorded run from plan to report, in a sample project. Needs no account, no key and no folder.
            </p>
            <StartRecording workflow={recorded} className="mt-auto" />
          </div>
        ) : null}
        <form action={startTourAction} className="flex flex-col rounded-lg border border-line bg-panel p-4">
          <h2 className="font-semibold">Take the tour</h2>
          <p className="mt-1 mb-4 text-muted">One minute that shows every kind of event. Needs no folder and no key.</p>
          <StartButton className="mt-auto w-full">
            <CirclePlay aria-hidden className="size-4" />
            Start the tour
          </StartButton>
        </form>
        <div className="flex flex-col rounded-lg border border-line bg-panel p-4">
          <h2 className="font-semibold">Verify a repository</h2>
          <p className="mt-1 mb-4 text-muted">Finds how it checks itself and runs lint, types, tests and build.</p>
          <Link href="/new?workflow=verify" prefetch={false} className={buttonClass("plain", "mt-auto w-full")}>
            <ListChecks aria-hidden className="size-4" />
            Start verify
          </Link>
        </div>
      </div>
      <p className="mt-6 text-xs text-muted">
        In a terminal: <code className="font-mono">npx codex-toolloop run workflow verify --workspace .</code>
      </p>
    </div>
  );
}
