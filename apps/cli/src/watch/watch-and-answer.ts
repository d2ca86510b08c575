import type { AnyEvent } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import type { Io } from "../io.ts";
import type { Started } from "../start/launch-run.ts";
import { type ApprovalAnswers, askApprovals, canAsk, declineApprovals } from "./answer-approvals.ts";
import { watchRun } from "./watch-run.ts";

/** `watchRun` of a workflow: what its gates and agents ask is asked here. @returns the exit code. */
export async function watchAndAnswer(
  io: Io,
  store: Store,
  started: Started,
  options: { detach: boolean; json: boolean },
): Promise<number> {
  if (options.detach) return await watchRun(io, store, started, options);
  const { runId } = started.request;
  const answers = canAsk(io) && !options.json ? askApprovals(io, store, runId) : declineApprovals(io, store, runId);
  try {
    return await watchRun(io, store, started, { ...options, onEvent: whatWaits(store, runId, answers) });
  } finally {
    answers.close();
  }
}

/** Hands on the questions that wait for a person, as meta.json says: those of a replay, or of the tour, are only shown. */
function whatWaits(store: Store, runId: string, answers: ApprovalAnswers): (event: AnyEvent) => void {
  const looking = new Set<string>();
  return (event) => {
    if (event.unknown || event.type !== "approval.requested") {
      if (!event.unknown && event.type === "approval.resolved") looking.delete(event.approvalId);
      return answers.onEvent(event);
    }
    const { approvalId } = event;
    looking.add(approvalId);
    const ask = (waits: boolean) => looking.delete(approvalId) && waits && answers.onEvent(event);
    store.readMeta(runId).then(
      (meta) => ask(meta?.approvals?.some((a) => a.approvalId === approvalId) === true),
      // Where it cannot be told it may well wait.
      () => ask(true),
    );
  };
}
