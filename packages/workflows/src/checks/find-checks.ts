import type { WorkflowHost } from "../contract.ts";
import type { CommandSpec } from "../engine/command-step.ts";
import { sentenceList } from "../text.ts";
import { type Detected, detectChecks, LOOKED_FOR } from "./detect-checks.ts";
import type { Check, Evidence } from "./evidence.ts";
import { TOOL_VARIABLES } from "./tool-variables.ts";

/** Which kinds of checks are wanted: `all`, or one category. */
export type Only = "all" | Check["category"];

/** The checks to run, or why there are none, as a sentence. */
export type Found =
  | { ok: true; detected: Detected; evidence: Evidence; checks: Check[] }
  | { ok: false; detected: Detected; detail: string };

/** Finds how the workspace checks itself, and which of that is wanted. */
export async function findChecks(
  host: Pick<WorkflowHost, "capture">,
  workspace: NonNullable<WorkflowHost["workspace"]>,
  only: string,
): Promise<Found> {
  const detected = await detectChecks({
    readText: (path) => workspace.readText(path),
    exists: (path) => workspace.exists(path),
    answers: async (argv) => (await host.capture(argv)).ok,
  });
  const { evidence } = detected;
  if (!evidence) {
    const detail = `No way to check this repository was found. Looked for ${LOOKED_FOR}.`;
    return { ok: false, detected, detail };
  }
  const checks = evidence.checks.filter((c) => only === "all" || c.category === only);
  if (checks.length > 0) return { ok: true, detected, evidence, checks };
  const there = sentenceList(evidence.checks.map((c) => c.title.toLowerCase()));
  return { ok: false, detected, detail: `${evidence.file} has no check of the kind "${only}"; it has ${there}.` };
}

/** What every check gets: nobody is watching, so nothing may wait for a key or a file change. */
const QUIET = { CI: "true", npm_config_update_notifier: "false", npm_config_fund: "false", npm_config_audit: "false" };

/** A check as a command of a step. */
export function checkCommand(check: Pick<Check, "id" | "title" | "argv">): CommandSpec {
  return { id: check.id, title: check.title, argv: check.argv, env: QUIET, envAllow: TOOL_VARIABLES };
}

/** The install command as one. */
export function installCommand(argv: string[]): CommandSpec {
  return checkCommand({ id: "install", title: "Install dependencies", argv });
}
