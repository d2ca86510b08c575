import { z } from "zod";
import { type Problem, problem } from "./http.ts";
import { RunId } from "./ids.ts";
import { isFinal, type RunKind, type RunStatus } from "./status.ts";

/** What of a run can be gone on with: for its page, and `GET /api/runs/:id/steps`. */
export const Resumable = z.object({
  /** It can be continued from its first unfinished step. */
  canContinue: z.boolean(),
  /** Why neither that nor one of its steps can be run again now, for a person. */
  why: z.string().optional(),
  /** Steps that have ended: each can be run again, with all that need it. */
  steps: z.array(z.object({ id: z.string(), title: z.string() })),
  /** Of the same line (it, what it goes on with, and what goes on with these): works in the same workspace now. */
  liveRunId: RunId.optional(),
});
export type Resumable = z.infer<typeof Resumable>;

/** What decides whether a run can be gone on with. */
export interface ResumeFacts {
  runId: string;
  kind: RunKind;
  status: RunStatus;
  /** As planned. */
  steps: readonly { id: string }[];
  /** The run that it went on with itself: where it ended before it had a plan, that one's work is gone on with. */
  resumes?: unknown;
}

/**
 * Why a run cannot be gone on with: 409 while it is live, or when nothing of it is unfinished; 400 for one without steps, or an
 * unknown one (path `from`). Undefined where it can. @param from the step to run again.
 */
export function resumeProblem(
  { runId, kind, status, steps, resumes }: ResumeFacts,
  from?: string,
): Problem | undefined {
  const title = "This run cannot be continued";
  if (kind !== "workflow")
    return problem(
      400,
      "not_a_workflow",
      title,
      `Run ${runId} is a ${kind}: it has no steps to go on with. Start it again.`,
    );
  if (!isFinal(status))
    return problem(409, "run_live", title, `Run ${runId} is ${status}: wait for its end, or stop it.`);
  if (steps.length === 0 && (resumes === undefined || from !== undefined))
    return problem(400, "no_steps", title, `Run ${runId} ended before it had planned a step. Start it again.`);
  if (from !== undefined && !steps.some((step) => step.id === from)) {
    const known = steps.map((step) => step.id).join(", ");
    const message = `is no step of this run; there are ${known}`;
    return problem(400, "invalid", title, `from: "${from}" ${message}`, [{ path: "from", message }]);
  }
  if (from === undefined && status === "success")
    return problem(
      409,
      "nothing_to_continue",
      title,
      `Run ${runId} has done all of its steps. Name the step to run again: from.`,
    );
  return undefined;
}
