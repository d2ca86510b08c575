import type { AgentsService } from "../../lib/contract.ts";
import type { AgentsContext } from "./context.ts";
import { later } from "./not-there-yet.ts";

/** What may be asked of an agent, and how is it told more while it works? */
export function promptsPart(_context: AgentsContext): Pick<AgentsService, "runners" | "prompt" | "decide" | "steer"> {
  return {
    runners: async () => [],
    prompt: later,
    decide: later,
    steer: later,
  };
}
