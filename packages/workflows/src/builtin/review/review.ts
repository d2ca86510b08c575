import type { InputValues } from "@codex-toolloop/protocol";
import { agentStep } from "../../engine/agent-step.ts";
import type { Builtin, EngineStep, Planned, ProgramWorld } from "../../engine/engine-step.ts";
import { outputContract } from "../../output/output-contract.ts";
import { agentReport } from "../../report/agent-report.ts";
import { count } from "../../text.ts";
import { AGENT_INPUTS, contextOf, readingOptions, runnerInputs, runnerOf } from "../agents/agent-inputs.ts";
import { READING_STEP } from "../agents/reading-step.ts";
import { defineBuiltin } from "../define-builtin.ts";
import { type Base, findBase, gitOf } from "./find-base.ts";
import { finalizePrompt, reviewPrompt } from "./prompts.ts";
import { readDiff } from "./read-diff.ts";

const REVIEWED_DIFF = "reviewed.diff";

/** Findings on the current branch or on what is not committed yet. Reads only. */
export const review: Builtin = {
  definition: defineBuiltin({
    name: "review",
    title: "Review",
    description:
      "Reviews the current branch, or what is not committed yet: findings with evidence, then a second look that checks them and reports. Changes nothing.",
    outline: ["Read the diff", "Review", "Check the findings and report"],
    workspace: "required",
    spec: "optional",
    timeoutSeconds: 7200,
    inputs: {
      base: {
        type: "string",
        label: "Compare with",
        help: "A branch or commit. Empty: uncommitted changes where there are any, else all since the branch left the default branch.",
        required: false,
        allowDash: false,
        maxLength: 200,
      },
      ...runnerInputs([
        { id: "review", label: "review" },
        { id: "finalize", label: "finalize" },
      ]),
      ...AGENT_INPUTS,
    },
  }),
  program: planReview,
};

async function planReview({ host, inputs }: ProgramWorld): Promise<Planned> {
  if (!host.workspace)
    return { ok: false, outcome: { status: "failed", reason: "workspace_missing", detail: "Choose a workspace." } };
  const base = await findBase(gitOf(host), typeof inputs.base === "string" ? inputs.base : undefined);
  if (!base.ok) return { ok: false, outcome: { status: "failed", reason: "nothing_to_do", detail: base.detail } };
  const sections = { subject: "diff", final: "finalize", findings: ["review"] };
  return {
    ok: true,
    plan: {
      steps: [diffStep(base), reviewStep(inputs), finalizeStep(inputs)],
      keepGoing: false,
      report: (facts) => agentReport(facts, sections),
    },
  };
}

function diffStep(base: Base & { ok: true }): EngineStep {
  return {
    id: "diff",
    title: "Read the diff",
    kind: "diff",
    retries: 0,
    backoffSeconds: 0,
    continueOnError: false,
    async run({ host }) {
      const output = await readDiff(gitOf(host), base.commit, base.words);
      host.print(`${output.summary}\n`);
      if (output.files.length === 0) {
        const detail = `There is nothing to review: ${base.words}, and no file differs.`;
        return { status: "failed", reason: "nothing_to_do", detail, permanent: true };
      }
      const detail = `${count(output.files.length, "file")}: ${base.words}`;
      // For who reads the findings: the files may be others by then.
      host.writeArtifact(REVIEWED_DIFF, output.diff);
      return { status: "success", reason: "exit_zero", detail, output, artifacts: [REVIEWED_DIFF] };
    },
  };
}

function reviewStep(inputs: InputValues): EngineStep {
  const context = contextOf(inputs, { repoMap: true });
  return agentStep({
    ...READING_STEP,
    id: "review",
    title: "Review",
    role: "reviewer",
    runner: runnerOf(inputs, "review"),
    prompt: reviewPrompt(context !== undefined),
    output: outputContract("ReviewOutput"),
    options: readingOptions(inputs, "review"),
    context,
  });
}

function finalizeStep(inputs: InputValues): EngineStep {
  return agentStep({
    ...READING_STEP,
    id: "finalize",
    title: "Check the findings and report",
    role: "second reviewer",
    runner: runnerOf(inputs, "finalize"),
    prompt: finalizePrompt,
    output: outputContract("FinalReport"),
    options: readingOptions(inputs, "finalize"),
  });
}
