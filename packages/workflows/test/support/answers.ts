import type { FinalReport, ImplementOutput, PlanOutput, ResearchOutput, ReviewOutput } from "@codex-toolloop/protocol";
import type { HostTurn, HostTurnResult } from "../../src/index.ts";

/** What the agents of the built-in workflows answer in tests, by step. */
export const PLAN: PlanOutput = {
  filesToTouch: ["src/sum.ts"],
  approach: "Add instead of subtracting.",
  risks: ["callers that relied on it"],
  testPlan: ["npm test"],
};
export const RESEARCH: ResearchOutput = {
  keyFindings: ["sum is used once"],
  repoFacts: [{ path: "src/sum.ts:1", note: "subtracts" }],
  externalRefs: [],
};
export const IMPLEMENT: ImplementOutput = {
  changeSummary: "sum adds now.",
  commandsRun: ["npm test"],
  testsRun: ["sum: passed"],
};
export const REVIEW: ReviewOutput = {
  findings: [
    {
      severity: "low",
      area: "naming",
      description: "a and b say little",
      evidencePaths: ["src/sum.ts:1"],
      suggestions: [],
    },
    {
      severity: "high",
      area: "<img src=x> | cell",
      description: "overflows\n# Not a heading",
      evidencePaths: ["src/sum.ts:2", "src/other|odd.ts"],
      suggestions: ["check the range"],
    },
  ],
  docGaps: [{ docArea: "README", gap: "sum is not named", recommendation: "name it" }],
};
export const FINAL: FinalReport = {
  executiveSummary: "sum adds.\n\n## Forged\n\nIt may be taken [here](https://example.com).",
  whatChanged: ["src/sum.ts adds"],
  howToVerify: ["npm test"],
  risksRemaining: [],
};

const BY_STEP: Record<string, unknown> = {
  plan: PLAN,
  research: RESEARCH,
  implement: IMPLEMENT,
  review: REVIEW,
  finalize: FINAL,
};

/** A turn that answers as its step should, on a thread of its own. */
export function answer(turn: HostTurn, more: Record<string, unknown> = {}): Partial<HostTurnResult> {
  return {
    threadId: turn.threadId ?? `thread-${turn.turnKey}`,
    model: `${turn.runner}-1`,
    usage: { inputTokens: 1000, outputTokens: 100, costUsd: 0.01 },
    output: more[turn.stepId] ?? BY_STEP[turn.stepId],
  };
}
