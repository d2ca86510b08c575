import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { decide } from "./prompt/decide.ts";
import { startPrompt } from "./prompt/start-prompt.ts";
import { steer } from "./prompt/steer.ts";

/** What may be asked of an agent, and how is it told more while it works? */
export function promptsPart(context: AgentsContext): Pick<AgentsService, "runners" | "prompt" | "decide" | "steer"> {
  return {
    runners: async (again) => context.store.redactor().json(await context.runners.list(again)),
    prompt: (sessionId, body, caller) => startPrompt(context, sessionId, body, caller),
    decide: (runId, approvalId, body, caller) => decide(context, runId, approvalId, body, caller),
    steer: (runId, body, caller) => steer(context, runId, body, caller),
  };
}
