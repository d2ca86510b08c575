import { z } from "zod";

/** What the steps of the built-in agent workflows hand on. Each is a shape that an agent answers in (`OUTPUT_SHAPES`). */

export const PlanOutput = z.object({
  filesToTouch: z.array(z.string()).describe("Paths relative to the workspace that will be changed or made."),
  approach: z.string().describe("How the work will be done, in a few sentences."),
  risks: z.array(z.string()).describe("What may go wrong."),
  testPlan: z.array(z.string()).describe("How it will be shown that it works."),
});
export type PlanOutput = z.infer<typeof PlanOutput>;

export const ResearchOutput = z.object({
  keyFindings: z.array(z.string()).describe("What whoever implements must know."),
  repoFacts: z
    .array(z.object({ path: z.string(), note: z.string() }))
    .describe("Facts of this repository, each with the file that proves it."),
  externalRefs: z
    .array(z.object({ url: z.string(), note: z.string() }))
    .describe("References outside of the repository; empty without any."),
});
export type ResearchOutput = z.infer<typeof ResearchOutput>;

export const ImplementOutput = z.object({
  changeSummary: z.string().describe("What was changed and why."),
  commandsRun: z.array(z.string()).describe("Commands that were run, in order."),
  testsRun: z.array(z.string()).describe("Tests that were run, each with its result."),
});
export type ImplementOutput = z.infer<typeof ImplementOutput>;

export const VerifyOutput = z.object({
  status: z.enum(["pass", "fail"]),
  failingTests: z.array(z.string()).optional().describe("Names of the tests that fail, where they are known."),
  notes: z.string(),
});
export type VerifyOutput = z.infer<typeof VerifyOutput>;

export const Severity = z.enum(["low", "medium", "high"]);
export type Severity = z.infer<typeof Severity>;

export const Finding = z.object({
  severity: Severity,
  area: z.string().describe("What part of the code or product it concerns."),
  description: z.string(),
  evidencePaths: z.array(z.string()).describe("Files that prove it: path, or path:line."),
  suggestions: z.array(z.string()).describe("What to do about it."),
});
export type Finding = z.infer<typeof Finding>;

export const DocGap = z.object({ docArea: z.string(), gap: z.string(), recommendation: z.string() });
export type DocGap = z.infer<typeof DocGap>;

export const ReviewOutput = z.object({
  findings: z.array(Finding).describe("Most severe first; empty when there is nothing to say."),
  docGaps: z.array(DocGap),
});
export type ReviewOutput = z.infer<typeof ReviewOutput>;

export const FinalReport = z.object({
  executiveSummary: z.string(),
  whatChanged: z.array(z.string()),
  howToVerify: z.array(z.string()).describe("Commands or steps by which a reader can check the work."),
  risksRemaining: z.array(z.string()),
});
export type FinalReport = z.infer<typeof FinalReport>;

/** The shapes that have a name: a step says `output: PlanOutput`, and readers show it as a card of its own. */
export const OUTPUT_SHAPES = {
  PlanOutput,
  ResearchOutput,
  ImplementOutput,
  VerifyOutput,
  ReviewOutput,
  FinalReport,
} as const;
export const OutputShape = z.enum([
  "PlanOutput",
  "ResearchOutput",
  "ImplementOutput",
  "VerifyOutput",
  "ReviewOutput",
  "FinalReport",
]);
export type OutputShape = z.infer<typeof OutputShape>;
