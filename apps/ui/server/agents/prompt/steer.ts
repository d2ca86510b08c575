import { type Outcome, RunId, refuse, SteerBody } from "@codex-toolloop/protocol";
import type { Caller } from "../../../lib/contract.ts";
import { attempt } from "../attempt.ts";
import type { AgentsContext } from "../context.ts";
import { parseBody } from "../parse-body.ts";

/** See `AgentsService.steer`. */
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
    if (run.kind !== "prompt")
      return refused("not_a_prompt", `Run ${runId} is a ${run.kind}: only a prompt is steered.`);
    if ((await store.readRequest(runId))?.agent?.runner === "replay")
      return refused("replay", "A replay shows what was: no agent reads along.");
    if (run.status !== "running") return refused("run_not_running", `Run ${runId} is ${run.status}.`);
    return await supervisor.control(runId, { type: "steer", by: caller.user, text: parsed.value.text });
  });
}
