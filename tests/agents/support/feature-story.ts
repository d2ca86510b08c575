import type { ModelServer, ModelStep } from "../../support/model-server/script.ts";
import type { Vendor } from "./agent-stack.ts";
import { CART, HALF, RIGHT, WRONG } from "./shop-project.ts";
import { answerOf, playRole } from "./workflow-model.ts";

export const OUTPUTS = {
  plan: {
    filesToTouch: [CART],
    approach: "Tell a missing price from a price of 0.",
    risks: ["Articles without a price must keep the default."],
    testPlan: ["npm test"],
  },
  research: {
    keyFindings: ["`||` takes 0 for missing."],
    repoFacts: [{ path: `${CART}:5`, note: "the fallback" }],
    externalRefs: [],
  },
  implement: { changeSummary: "The fallback is ?? now.", commandsRun: ["npm test"], testsRun: ["npm test: pass"] },
  review: {
    findings: [
      {
        severity: "low",
        area: "tests",
        description: "No test for negative prices.",
        evidencePaths: [`${CART}:5`],
        suggestions: ["Add one."],
      },
      {
        severity: "high",
        area: "cart",
        description: "A price of NaN makes the total NaN.",
        evidencePaths: [`${CART}:5`],
        suggestions: ["Refuse it."],
      },
    ],
    docGaps: [{ docArea: "README.md", gap: "Prices are not described.", recommendation: "Describe them." }],
  },
  finalize: {
    executiveSummary: "A free article is free again.",
    whatChanged: [`${CART}: the fallback`],
    howToVerify: ["npm test"],
    risksRemaining: ["NaN as a price"],
  },
} as const;

export type StepId = keyof typeof OUTPUTS;
/** Steps of feature-dev with an agent, and the roles that their prompts begin with. */
export const ROLES: Record<StepId, string> = {
  plan: "planner",
  research: "researcher",
  implement: "implementer",
  review: "reviewer",
  finalize: "reporter",
};

export interface FeatureStory {
  /** Which vendor takes which step. */
  vendorOf(step: StepId): Vendor;
  /** Absolute path of the workspace: Claude's tools want one. */
  folder: string;
  /** How often the implementer gets it wrong first. */
  wrongRounds?: number;
  /** Put before what a step answers. */
  before?: Partial<Record<StepId, readonly (readonly ModelStep[])[]>>;
}

/** The model's part in feature-dev on the shop: each step does its work, the implementer perhaps not at once. */
export function playFeature(model: ModelServer, story: FeatureStory): void {
  const { wrongRounds = 0, before = {} } = story;
  const edit = (from: string, to: string): ModelStep[][] => {
    if (story.vendorOf("implement") === "codex")
      return [[{ shell: `cat ${CART}` }], [{ tool: "apply_patch", input: patch(from, to) }]];
    const file_path = `${story.folder}/${CART}`;
    return [
      [{ tool: "Read", input: { file_path } }],
      [{ tool: "Edit", input: { file_path, old_string: from, new_string: to } }],
    ];
  };
  for (const step of Object.keys(OUTPUTS) as StepId[]) {
    const answer = answerOf(story.vendorOf(step), OUTPUTS[step]);
    const lead = before[step] ?? [];
    if (step !== "implement") {
      playRole(model, ROLES[step], { first: [...lead, answer] });
      continue;
    }
    // WRONG is what is there; each wrong round writes HALF once more, the last one RIGHT.
    const lines = [WRONG, ...Array.from({ length: wrongRounds }, (_, n) => `${HALF} // try ${n + 1}`), RIGHT];
    const rounds = lines.slice(1).map((line, n) => [...edit(lines[n] ?? "", line), answer]);
    playRole(model, ROLES.implement, { first: [...lead, ...(rounds[0] ?? [])], again: rounds.slice(1) });
  }
}

function patch(from: string, to: string): string {
  return `*** Begin Patch\n*** Update File: ${CART}\n@@\n-${from}\n+${to}\n*** End Patch\n`;
}
