import type { InputValues } from "@codex-toolloop/protocol";
import { checksStep } from "../../checks/checks-step.ts";
import { findChecks, type Only } from "../../checks/find-checks.ts";
import { TOOL_VARIABLES } from "../../checks/tool-variables.ts";
import { agentStep } from "../../engine/agent-step.ts";
import { approveStep } from "../../engine/approve-step.ts";
import type { Builtin, EngineStep, Planned, ProgramWorld } from "../../engine/engine-step.ts";
import { outputContract } from "../../output/output-contract.ts";
import { agentReport } from "../../report/agent-report.ts";
import {
  AGENT_INPUTS,
  contextOf,
  readingOptions,
  runnerInputs,
  runnerOf,
  writingOptions,
} from "../agents/agent-inputs.ts";
import { READING_STEP } from "../agents/reading-step.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { APPROVAL_INPUTS, CHECK_INPUTS, ROUNDS_INPUT } from "./inputs.ts";
import { finalizePrompt, implementPrompt, planPrompt, researchPrompt, reviewPrompt } from "./prompts.ts";

/** An implementer may have to wait for a person's approval. */
const FOUR_HOURS = 14_400;

/** From a pasted spec to a reviewed change with evidence. */
export const featureDev: Builtin = {
  definition: defineBuiltin({
    name: "feature-dev",
    title: "Feature development",
    description:
      "Does what a pasted spec asks for: plan, research, implement, verify by the repository's own checks (failing ones go back to the implementer), review by fresh eyes, final report.",
    outline: ["Plan", "Research", "Implement", "Verify", "Review", "Final report"],
    workspace: "required",
    spec: "required",
    // A gate may wait overnight; each step has a deadline of its own.
    timeoutSeconds: 86_400,
    env: TOOL_VARIABLES,
    inputs: {
      ...runnerInputs([
        { id: "plan", label: "plan" },
        { id: "research", label: "research" },
        { id: "implement", label: "implement" },
        { id: "review", label: "review" },
        { id: "finalize", label: "finalize" },
      ]),
      ...APPROVAL_INPUTS,
      ...ROUNDS_INPUT,
      ...CHECK_INPUTS,
      ...AGENT_INPUTS,
    },
  }),
  program: planFeatureDev,
};

async function planFeatureDev({ host, inputs }: ProgramWorld): Promise<Planned> {
  if (!host.workspace)
    return { ok: false, outcome: { status: "failed", reason: "workspace_missing", detail: "Choose a workspace." } };
  const only = String(inputs.only ?? "all") as Only;
  const steps = [
    planStep(inputs),
    ...(inputs.approvePlan === true ? [planGate()] : []),
    researchStep(inputs),
    implementStep(inputs),
    checksStep({
      only,
      expected: (await findChecks(host, host.workspace, only)).ok,
      install: inputs.install === true,
      sendsBackTo: { step: "implement", rounds: typeof inputs.maxRounds === "number" ? inputs.maxRounds : 3 },
    }),
    reviewStep(inputs),
    ...(inputs.approveChanges === true ? [changesGate()] : []),
    finalizeStep(inputs),
  ];
  const sections = { final: "finalize", findings: ["review"], checks: "verify", changes: true };
  return { ok: true, plan: { steps, keepGoing: false, report: (facts) => agentReport(facts, sections) } };
}

function planStep(inputs: InputValues): EngineStep {
  const context = contextOf(inputs, { repoMap: true, excerpts: true });
  return agentStep({
    ...READING_STEP,
    id: "plan",
    title: "Plan",
    role: "planner",
    runner: runnerOf(inputs, "plan"),
    prompt: planPrompt(context !== undefined),
    output: outputContract("PlanOutput"),
    options: readingOptions(inputs, "plan"),
    context,
  });
}

function planGate(): EngineStep {
  return approveStep({
    id: "approve-plan",
    title: "Approve the plan",
    message: "Shall this plan be carried out? Push back with a comment to have it changed.",
    pushBackTo: "plan",
  });
}

/** Goes on with the planner's conversation where the runner is the same: it has read the repository already. */
function researchStep(inputs: InputValues): EngineStep {
  const same = runnerOf(inputs, "plan") === runnerOf(inputs, "research");
  const context = same ? undefined : contextOf(inputs, { repoMap: true, excerpts: true });
  return agentStep({
    ...READING_STEP,
    id: "research",
    title: "Research",
    role: "researcher",
    runner: runnerOf(inputs, "research"),
    prompt: researchPrompt(context !== undefined),
    output: outputContract("ResearchOutput"),
    options: readingOptions(inputs, "research"),
    tools: [...READING_STEP.tools, "web"],
    thread: same ? { step: "plan" } : "new",
    context,
  });
}

function implementStep(inputs: InputValues): EngineStep {
  const context = contextOf(inputs, { repoMap: true, excerpts: true });
  return agentStep({
    id: "implement",
    title: "Implement",
    role: "implementer",
    runner: runnerOf(inputs, "implement"),
    prompt: implementPrompt(context !== undefined),
    output: outputContract("ImplementOutput"),
    options: writingOptions(inputs, "implement"),
    timeoutSeconds: FOUR_HOURS,
    context,
  });
}

/** A conversation of its own: whoever wrote the code does not see its faults. */
function reviewStep(inputs: InputValues): EngineStep {
  return agentStep({
    ...READING_STEP,
    id: "review",
    title: "Review",
    role: "reviewer",
    runner: runnerOf(inputs, "review"),
    prompt: reviewPrompt,
    output: outputContract("ReviewOutput"),
    options: readingOptions(inputs, "review"),
  });
}

function changesGate(): EngineStep {
  return approveStep({
    id: "approve-changes",
    title: "Approve the changes",
    message:
      "Shall these changes stand? Push back with a comment to have the implementer work again.\n\n{{changes.summary}}",
    needs: ["implement", "verify", "review"],
    pushBackTo: "implement",
  });
}

function finalizeStep(inputs: InputValues): EngineStep {
  return agentStep({
    ...READING_STEP,
    id: "finalize",
    title: "Final report",
    role: "reporter",
    runner: runnerOf(inputs, "finalize"),
    prompt: finalizePrompt,
    output: outputContract("FinalReport"),
    options: readingOptions(inputs, "finalize"),
  });
}
