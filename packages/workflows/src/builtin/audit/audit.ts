import { type InputValues, ReviewOutput } from "@codex-toolloop/protocol";
import { agentStep } from "../../engine/agent-step.ts";
import type { Builtin, EngineStep, Planned, ProgramWorld } from "../../engine/engine-step.ts";
import { outputContract } from "../../output/output-contract.ts";
import { agentReport } from "../../report/agent-report.ts";
import { count } from "../../text.ts";
import { AGENT_INPUTS, contextOf, readingOptions, runnerInputs, runnerOf } from "../agents/agent-inputs.ts";
import { READING_STEP } from "../agents/reading-step.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { mergeFindings } from "./merge-findings.ts";
import { CONCERNS, type Concern, concernPrompt, finalizePrompt } from "./prompts.ts";

/** Three agents at the same time look for what time does to a repository. Reads only. */
export const audit: Builtin = {
  definition: defineBuiltin({
    name: "audit",
    title: "Audit",
    description:
      "Looks for deprecations, API mismatches and documentation gaps, three agents at the same time; their findings are merged, checked and reported. Changes nothing.",
    outline: [
      "Deprecations",
      "API mismatches",
      "Documentation gaps",
      "Merge the findings",
      "Check the findings and report",
    ],
    workspace: "required",
    spec: "optional",
    timeoutSeconds: 7200,
    inputs: {
      ...runnerInputs([
        ...CONCERNS.map(({ id, title }) => ({ id, label: title.toLowerCase() })),
        { id: "finalize", label: "finalize" },
      ]),
      ...AGENT_INPUTS,
    },
  }),
  program: planAudit,
};

async function planAudit({ host, inputs }: ProgramWorld): Promise<Planned> {
  if (!host.workspace)
    return { ok: false, outcome: { status: "failed", reason: "workspace_missing", detail: "Choose a workspace." } };
  const sections = { final: "finalize", findings: ["merge"], partial: CONCERNS.map((c) => c.id) };
  return {
    ok: true,
    plan: {
      steps: [...CONCERNS.map((concern) => concernStep(concern, inputs)), mergeStep(), finalizeStep(inputs)],
      keepGoing: false,
      maxParallel: CONCERNS.length,
      report: (facts) => agentReport(facts, sections),
    },
  };
}

function concernStep(concern: Concern, inputs: InputValues): EngineStep {
  const { id, title, role } = concern;
  const context = contextOf(inputs, { repoMap: true, dependencies: true, excerpts: true });
  return agentStep({
    ...READING_STEP,
    id,
    title,
    role,
    needs: [],
    runner: runnerOf(inputs, id),
    prompt: concernPrompt(concern, context !== undefined),
    output: outputContract("ReviewOutput"),
    options: readingOptions(inputs, id),
    context,
  });
}

function mergeStep(): EngineStep {
  const needs = CONCERNS.map((c) => c.id);
  return {
    id: "merge",
    title: "Merge the findings",
    kind: "merge",
    needs,
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    async run({ outcomes }) {
      const found = needs.map((id) => ReviewOutput.parse(outcomes.get(id)?.output));
      const output = mergeFindings(found);
      const before = found.reduce((sum, o) => sum + o.findings.length, 0);
      const twice = before - output.findings.length;
      const detail = `${count(output.findings.length, "finding")}${twice > 0 ? `, ${twice} of them seen twice` : ""}, ${count(output.docGaps.length, "documentation gap")}`;
      return { status: "success", reason: "exit_zero", detail, output, shape: "ReviewOutput" };
    },
  };
}

function finalizeStep(inputs: InputValues): EngineStep {
  return agentStep({
    ...READING_STEP,
    id: "finalize",
    title: "Check the findings and report",
    role: "reporter",
    runner: runnerOf(inputs, "finalize"),
    prompt: finalizePrompt,
    output: outputContract("FinalReport"),
    options: readingOptions(inputs, "finalize"),
  });
}
