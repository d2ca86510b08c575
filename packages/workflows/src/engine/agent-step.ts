import type { AgentSpec } from "./agent-spec.ts";
import { takeTurns } from "./agent-turns.ts";
import type { EngineStep } from "./engine-step.ts";

/** A step that an agent works on. */
export function agentStep(spec: AgentSpec): EngineStep {
  return {
    id: spec.id,
    title: spec.title,
    kind: "agent",
    needs: spec.needs,
    runner: spec.runner,
    role: spec.role,
    retries: spec.retries ?? 0,
    backoffSeconds: spec.backoffSeconds ?? 1,
    continueOnError: spec.continueOnError ?? false,
    run: (context) => takeTurns(spec, context),
  };
}
