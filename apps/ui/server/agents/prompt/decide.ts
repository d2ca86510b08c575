import { ApprovalBody, isFinal, type Outcome, RunId, refuse } from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { attempt } from "../attempt.ts";
import type { AgentsContext } from "../context.ts";
import { parseBody, wrongField } from "../parse-body.ts";

/** See `AgentsService.decide`. */
export function decide(
  { store, catalog, supervisor }: AgentsContext,
  runId: string,
  approvalId: string,
  body: unknown,
  caller: Caller,
): Promise<Outcome<{ accepted: true }>> {
  return attempt(store, async () => {
    const run = RunId.safeParse(runId).success ? catalog.get(runId) : undefined;
    if (!run) return refuse(404, "no_such_run", "There is no such run", "There is no run with this id.");
    const parsed = parseBody(ApprovalBody, body);
    if (!parsed.ok) return parsed;
    if (isFinal(run.status))
      return refuse(409, "run_already_final", "The run is already over", `Run ${runId} is ${run.status}.`);
    const waiting = (await store.readMeta(runId))?.approvals?.find((a) => a.approvalId === approvalId);
    if (!waiting) return await notWaiting(store, runId, approvalId);
    const { decision, comment } = parsed.value;
    if (!waiting.decisions.includes(decision))
      return wrongField("decision", `is not offered here; offered: ${waiting.decisions.join(", ")}`);
    const said = { type: "approval" as const, by: caller.user, approvalId, decision };
    const all = { ...said, ...(comment !== undefined && { comment }) };
    return await supervisor.control(runId, all, { askedAt: waiting.at });
  });
}

/** Nothing waits under this id: was it answered, or never asked? */
async function notWaiting(store: AgentsContext["store"], runId: string, approvalId: string) {
  const answered = (await store.readControl(runId)).some((l) => l.type === "approval" && l.approvalId === approvalId);
  return answered
    ? refuse(409, "already_decided", "This has been decided already", "The agent has gone on.")
    : refuse(404, "no_such_approval", "Nothing waits for this decision", "The run asks no such question now.");
}
