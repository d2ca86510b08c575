import type { Definition } from "../definition/workflow-definition.ts";
import type { Plan } from "../engine/engine-step.ts";
import { agentReport } from "./agent-report.ts";

/**
 * The report of a workflow file with agents: what its steps hand on in shapes that have a name becomes a section each, what
 * other agents said stands as they said it. undefined without agents: the steps' own table says it all then.
 */
export function definitionReport({ steps }: Pick<Definition, "steps">): Plan["report"] {
  const agents = steps.filter((s) => s.kind === "agent");
  if (agents.length === 0) return undefined;
  const answering = (shape: string) => agents.filter((s) => s.output === shape).map((s) => s.id);
  const final = answering("FinalReport").at(-1);
  const checks = steps.find((s) => s.kind === "checks")?.id;
  const told = ["FinalReport", "ReviewOutput", "ImplementOutput"];
  const sections = {
    findings: answering("ReviewOutput"),
    words: agents.filter((s) => typeof s.output !== "string" || !told.includes(s.output)).map((s) => s.id),
    changes: true,
    ...(final === undefined ? {} : { final }),
    ...(checks === undefined ? {} : { checks }),
  };
  return (facts) => agentReport(facts, sections);
}
