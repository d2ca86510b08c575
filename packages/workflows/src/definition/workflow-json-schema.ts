import { z } from "zod";
import { WorkflowShape } from "./workflow-definition.ts";

/** What an editor checks a workflow file with; `docs/workflow.schema.json` is this; `npx vitest run -u packages/workflows` writes it. */
export function workflowJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(WorkflowShape, { io: "input", target: "draft-7", unrepresentable: "throw" });
  return {
    ...schema,
    title: "Codex ToolLoop workflow",
    description: "A file in .codex-toolloop/workflows. See docs/workflows.md.",
  };
}
