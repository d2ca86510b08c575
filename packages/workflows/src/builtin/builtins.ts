import type { RunRequest } from "@codex-toolloop/protocol";
import { type Definition, WorkflowDefinition } from "../definition/workflow-definition.ts";
import type { Builtin, Program } from "../engine/engine-step.ts";
import { audit } from "./audit/audit.ts";
import { cloneWorkspace } from "./clone/clone.ts";
import { featureDev } from "./feature-dev/feature-dev.ts";
import { repoReport } from "./repo-report/repo-report.ts";
import { review } from "./review/review.ts";
import { tour } from "./tour/tour.ts";
import { verify } from "./verify/verify.ts";

/** The workflows that come with the product, in the order to offer them. */
export const BUILTINS: readonly Builtin[] = [featureDev, review, audit, verify, repoReport, tour];

/** What the product starts by itself, and nobody else: in no catalog, but with the right to its name. */
export const INTERNAL: readonly Builtin[] = [cloneWorkspace];

const ALL = [...BUILTINS, ...INTERNAL];

/** The code of a built-in, by the name that its definition carries. */
export function findProgram(name: string): Program | undefined {
  return ALL.find((b) => b.definition.program === name)?.program;
}

/**
 * The definition that a request.json means: the built-in of this version, or the snapshot that the start made.
 * @returns the reason in words when the snapshot is none that this version can run.
 */
export function definitionOf(
  request: Pick<RunRequest, "workflow" | "source" | "definition">,
): { ok: true; definition: Definition } | { ok: false; message: string } {
  if (request.source === "builtin") {
    const builtin = ALL.find((b) => b.definition.name === request.workflow);
    if (builtin) return { ok: true, definition: builtin.definition };
    return { ok: false, message: `this version has no built-in workflow "${request.workflow}"` };
  }
  const parsed = WorkflowDefinition.safeParse(request.definition);
  if (parsed.success) return { ok: true, definition: parsed.data };
  const [issue] = parsed.error.issues;
  const why = issue ? `${issue.path.map(String).join(".")}: ${issue.message}` : "unreadable";
  return { ok: false, message: `the definition of "${request.workflow}" in request.json cannot be run: ${why}` };
}
