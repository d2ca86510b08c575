import type { Evidence } from "./evidence-run.ts";
import { FEATURE_DIFF } from "./feature-diff.ts";

const usage = {
  inputTokens: 42_000,
  cachedInputTokens: 30_000,
  outputTokens: 1800,
  totalTokens: 43_800,
  costUsd: 0.21,
};

/** A whole feature-dev run: every shape of output, a rejected answer, a check that failed, findings with evidence. */
export const FEATURE: Evidence = {
  title: "Repair the sum",
  inputs: { runner: "codex", maxRounds: 3 },
  spec: "# Repair the sum\n\n`sum(1, 2)` gives -1. It must give 3.\nAdd a test.\n",
  diff: FEATURE_DIFF,
  log: "> npm test\nfailing\n> npm run lint\nok\n",
  report: `# Repair the sum: success

## Executive summary

The sum adds again.

## Findings

| Severity | Area | Finding |
| --- | --- | --- |
| high | errors | check throws where callers expect a number. |

## Checks

| Check | Result |
| --- | --- |
| Tests | failed |

## Risks

- Callers may rely on the wrong sign.
`,
  files: {
    "context/implement.md": `# Context, at most 8,000 tokens\n\n${"A passage of the repository. ".repeat(800)}\n`,
  },
  meta: { usage: { ...usage, totalTokens: 131_400 }, runner: "codex", model: "gpt-test" },
  provenance: {
    argv: ["codex-toolloop", "exec"],
    git: { headBefore: "a".repeat(40), headAfter: "b".repeat(40), branch: "main", dirtyBefore: true, dirtyAfter: true },
    versions: { "codex-toolloop": "0.1.0", codex: "0.169.0", git: "2.43.0" },
    agents: [
      {
        step: "plan",
        runner: "codex",
        model: "gpt-test",
        sandbox: "read-only",
        approvalPolicy: "never",
        threadId: "thread-1",
        usage,
      },
      {
        step: "implement",
        runner: "codex",
        model: "gpt-test",
        sandbox: "workspace-write",
        approvalPolicy: "never",
        threadId: "thread-1",
        usage,
      },
      {
        step: "review",
        runner: "claude",
        model: "claude-test",
        sandbox: "read-only",
        approvalPolicy: "never",
        threadId: "thread-2",
        usage,
      },
    ],
  },
  outputs: [
    {
      step: "plan",
      title: "Plan",
      kind: "agent",
      runner: "codex",
      model: "gpt-test",
      sandbox: "read-only",
      role: "planner",
      durationMs: 12_000,
      usage,
      shape: "PlanOutput",
      output: {
        filesToTouch: ["src/sum.ts", "test/sum.test.ts", "README.md"],
        approach: "Turn the sign around and prove it.",
        risks: ["Callers may rely on the wrong sign."],
        testPlan: ["npm test"],
      },
    },
    {
      step: "research",
      title: "Research",
      kind: "agent",
      runner: "codex",
      model: "gpt-test",
      sandbox: "read-only",
      durationMs: 9000,
      usage,
      shape: "ResearchOutput",
      output: {
        keyFindings: ["Only the CLI calls sum."],
        repoFacts: [
          { path: "src/sum.ts:5", note: "subtracts" },
          { path: "package.json", note: "vitest" },
        ],
        externalRefs: [
          { url: "https://example.org/sum", note: "what a sum is" },
          { url: "javascript:alert(1)", note: "not a link" },
        ],
      },
      rejected: [{ text: "I looked at everything and it is fine.", problems: ["no JSON was found"] }],
    },
    {
      step: "implement",
      title: "Implement",
      kind: "agent",
      runner: "codex",
      model: "gpt-test",
      sandbox: "workspace-write",
      round: 2,
      durationMs: 61_000,
      usage,
      shape: "ImplementOutput",
      artifacts: ["context/implement.md"],
      output: {
        changeSummary: "sum adds; check throws.",
        commandsRun: ["npm test", "npm run lint"],
        testsRun: ["test/sum.test.ts: pass"],
      },
    },
    {
      step: "verify",
      title: "Verify",
      kind: "checks",
      status: "failed",
      reason: "checks_failed",
      round: 2,
      durationMs: 20_000,
      shape: "VerifyOutput",
      output: { status: "fail", failingTests: ["sum > adds negative numbers"], notes: "One of two checks failed." },
      checks: [
        {
          id: "test",
          title: "Tests",
          command: ["npm", "test"],
          status: "failed",
          exitCode: 1,
          durationMs: 15_000,
          logStart: 0,
          logEnd: 19,
        },
        {
          id: "lint",
          title: "Lint",
          command: ["npm", "run", "lint"],
          status: "success",
          exitCode: 0,
          durationMs: 5000,
          logStart: 19,
          logEnd: 37,
        },
      ],
    },
    {
      step: "review",
      title: "Review",
      kind: "agent",
      runner: "claude",
      model: "claude-test",
      sandbox: "read-only",
      durationMs: 33_000,
      usage,
      shape: "ReviewOutput",
      output: {
        findings: [
          {
            severity: "low",
            area: "docs",
            description: "The README does not name check.",
            evidencePaths: ["README.md:3"],
            suggestions: ["Name it."],
          },
          {
            severity: "high",
            area: "errors",
            description: "check throws where callers expect a number.",
            evidencePaths: ["src/check.ts:1", "src/sum.ts:6"],
            suggestions: ["Return a result.", "Or say so in the signature."],
          },
          {
            severity: "medium",
            area: "api",
            description: "VERSION has no reader.",
            evidencePaths: ["src/sum.ts:45"],
            suggestions: [],
          },
        ],
        docGaps: [{ docArea: "README", gap: "check is not named", recommendation: "One line." }],
      },
    },
    {
      step: "finalize",
      title: "Finalize",
      kind: "agent",
      runner: "codex",
      model: "gpt-test",
      sandbox: "read-only",
      durationMs: 7000,
      usage,
      shape: "FinalReport",
      output: {
        executiveSummary: "The sum adds again.",
        whatChanged: ["src/sum.ts adds"],
        howToVerify: ["npm test"],
        risksRemaining: ["check throws"],
      },
    },
  ],
};
