import type { RunnerInfo } from "@codex-toolloop/protocol";
import { recordedWorkflow } from "../recorded-workflow.ts";
import { StartRecording } from "./start-recording.tsx";

/** For whoever has no agent on this machine: what its workflows look like, with one click. Nothing once one is installed. */
export function NoAgentYet({ runners }: { runners: readonly RunnerInfo[] }) {
  const recorded = recordedWorkflow(runners);
  if (!recorded || runners.some((r) => r.available && r.runner !== "replay")) return null;
  return (
    <section
      aria-label="Without an account"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-raised px-4 py-3"
    >
      <p className="min-w-0 grow basis-72">
        <span className="font-semibold">No agent is installed yet.</span>{" "}
        <span className="text-muted">
          See a recorded run of {recorded.workflow}, step by step, in a sample project: no account, no key, no folder.
        </span>
      </p>
      <StartRecording workflow={recorded.workflow} />
    </section>
  );
}
