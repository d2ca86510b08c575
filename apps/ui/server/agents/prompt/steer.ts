import { type Outcome, RunId, refuse, SteerBody } from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { attempt } from "../attempt.ts";
import type { AgentsContext } from "../context.ts";
import { parseBody } from "../parse-body.ts";

/** See `AgentsService.steer`. Of a workflow the agent that works now hears it, else the next one. */
export function steer(
  { store, catalog, supervisor }: AgentsContext,
  runId: string,
  body: unknown,
  caller: Caller,
): Promise<Outcome<{ accepted: true }>> {
  return attempt(store, async () => {
    const run = RunId.safeParse(runId).success ? catalog.get(runId) : undefined;
    if (!run) return refuse(404, "no_such_run", "There is no such run", "There is no run with this id.");
    const parsed = parseBody(SteerBody, body);
    if (!parsed.ok) return parsed;
    const refused = (code: string, detail: string) => refuse(409, code, "Nobody would read this", detail);
    const request = await store.readRequest(runId);
    if (!request?.agent && !request?.agents)
      return refused("no_agent", `Run ${runId} is a ${run.kind} without an agent: nobody would read this.`);
    if (request.agent?.runner === "replay" || request.agents?.replay)
      return refused("replay", "A replay shows what was: no agent reads along.");
    if (run.status !== "running") return refused("run_not_running", `Run ${runId} is ${run.status}.`);
    return await supervisor.control(runId, { type: "steer", by: caller.user, text: parsed.value.text });
  });
}
