import type { Store } from "@codex-toolloop/store";
import type { Io } from "../io.ts";
import type { Started } from "../start/launch-run.ts";
import { askApprovals, canAsk, declineApprovals } from "./answer-approvals.ts";
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
    return await watchRun(io, store, started, { ...options, onEvent: answers.onEvent });
  } finally {
    answers.close();
  }
}
