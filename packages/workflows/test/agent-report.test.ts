import type { StepOutput } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import type { Resumption } from "../src/index.ts";
import { answer, IMPLEMENT, PLAN, RESEARCH } from "./support/answers.ts";
import type { FakeHostOptions } from "./support/fake-host.ts";
import { runBuiltin, startBuiltin } from "./support/run-builtin.ts";

const RUN = "01936f2e-7c1a-7b3c-9d4e-5f60718293a4";
const WORLD: FakeHostOptions = {
  files: { "package.json": JSON.stringify({ scripts: { test: "t" } }) },
  spec: "s",
  turn: (turn) => answer(turn),
  changes: () => ({
    files: [
      { path: "src/sum.ts", added: 1, deleted: 2 },
      { path: "new|name.ts", from: "old.ts", added: 0, deleted: 0 },
      { path: "logo.png" },
    ],
    diff: "",
    cut: false,
  }),
};
const failOnce: FakeHostOptions["command"] = (_, call) =>
  call === 1 ? { exitCode: 1, output: "not ok 1 - adds\n" } : {};
const kept = (
  step: string,
  output: unknown,
  more: Partial<StepOutput> = {},
): [string, { runId: string; output: StepOutput }] => [
  step,
  {
    runId: RUN,
    output: {
      step,
      title: step,
      status: "success",
      reason: "exit_zero",
      round: 1,
      attempts: 1,
      durationMs: 5,
      output,
      ...more,
    },
  },
];

describe("the report of feature-dev", () => {
  it("tells summary, changes, risks, findings, gaps, checks of every round, and who worked", async () => {
    const { host } = await startBuiltin("feature-dev", { ...WORLD, command: failOnce });
    expect(host.report).toMatchInlineSnapshot(`
      "# Feature development: success

      **✓ success** · All 6 steps passed.

      2026-11-20 12:00 UTC · took 80 ms · \`/home/ada/project\`

      > The checks passed in round 2; in round 1 they had failed.

      ## Executive summary

      sum adds.

      \\## Forged

      It may be taken \\[here\\](https://example.com).

      ## What changed

      - src/sum.ts adds

      | 3 files, by git | Added | Deleted |
      | --- | ---: | ---: |
      | \`src/sum.ts\` | +1 | −2 |
      | \`new\\|name.ts\` (was \`old.ts\`) | +0 | −0 |
      | \`logo.png\` | binary | binary |

      ## How to verify

      - npm test

      ## Risks remaining

      Nothing.

      ## Findings

      | Severity | Area | Finding | Evidence | Suggestions |
      | --- | --- | --- | --- | --- |
      | **high** | \\<img src=x\\> \\| cell | overflows # Not a heading | \`src/sum.ts:2\`, \`src/other\\|odd.ts\` | check the range |
      | low | naming | a and b say little | \`src/sum.ts:1\` | – |

      ## Documentation gaps

      | Document | Gap | Recommendation |
      | --- | --- | --- |
      | README | sum is not named | name it |

      ## Checks

      | Round | Check | Command | Result | Exit code | Time |
      | --- | --- | --- | --- | --- | --- |
      | 1 | Tests | \`npm test\` | ✗ failed | 1 | 10 ms |
      | 2 | Tests | \`npm test\` | ✓ success | 0 | 10 ms |

      ## Steps

      | Step | Round | Result | Runner | Model | Tokens in | Tokens out | Cost | Time |
      | --- | ---: | --- | --- | --- | ---: | ---: | ---: | ---: |
      | Plan | 1 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | Research | 1 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | Implement | 1 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | Implement | 2 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | Verify | 1 | ✗ failed | – | – | – | – | – | 10 ms |
      | Verify | 2 | ✓ success | – | – | – | – | – | 10 ms |
      | Review | 1 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | Final report | 1 | ✓ success | codex | codex-1 | 1,000 | 100 | $0.0100 | 10 ms |
      | **This run** |  |  |  |  | 6,000 | 600 | $0.0600 |  |

      ## Run it again

      \`\`\`sh
      npx codex-toolloop run workflow feature-dev --workspace /home/ada/project
      \`\`\`
      "
    `);
  });

  it("tells what was taken over from an earlier run, and leaves that out of what this one used", async () => {
    const resumption: Resumption = {
      runId: RUN,
      kept: new Map([
        kept("plan", PLAN, { runner: "codex", usage: { inputTokens: 70_000, outputTokens: 7 } }),
        kept("research", RESEARCH, { runner: "codex" }),
        kept("implement", IMPLEMENT, { runner: "codex", shape: "ImplementOutput" }),
      ]),
      rounds: new Map(),
      told: [],
      sent: new Map(),
      feedback: new Map(),
      interrupted: new Set(),
    };
    const { host } = await runBuiltin("feature-dev", WORLD, { runner: "codex" }, undefined, resumption);
    expect(host.report).toContain(
      `> Taken over from run \`${RUN}\`, not done again: "Plan", "Research" and "Implement".`,
    );
    expect(host.report).toMatch(/\| Plan \| ✓ success \(taken over\) \| codex \|/);
    expect(host.report).toContain("| **This run** |  |  |  | 2,000 | 200 |");
  });

  it("tells what people decided and said; what they sent back is no failure, of the checks neither", async () => {
    const { host } = await startBuiltin(
      "feature-dev",
      {
        ...WORLD,
        answer: (_, n) =>
          n === 1 ? { decision: "push_back", by: "ada", comment: "no *magic*" } : { decision: "approve", by: "ada" },
      },
      { approveChanges: true },
    );
    expect(host.report).toContain(
      "## Decisions\n\n- Approve the changes: pushed back by ada: no \\*magic\\*\n- Approve the changes, round 2: approved by ada\n",
    );
    expect(host.report).toContain("| Approve the changes | 1 | ↩ pushed back |");
    expect(host.report).toContain("| Verify | 2 | ✓ success |");
    expect(host.report).not.toContain("had failed");
  });

  it("says that it is a replay", async () => {
    const { host } = await startBuiltin("feature-dev", WORLD, { runner: "replay" });
    expect(host.turns.every((t) => t.runner === "replay")).toBe(true);
    expect(host.report).toContain("> **This is a replay.**");
  });

  it("shows both refused answers of a step, as text", async () => {
    const turn: FakeHostOptions["turn"] = (t) =>
      t.stepId === "review" ? { threadId: "t", message: '```json\n{"findings": "none"}\n```\n# Forged' } : answer(t);
    const { host, outcome } = await startBuiltin("feature-dev", { ...WORLD, turn });
    expect(outcome.detail).toContain("did not fit the schema");
    expect(host.report).toContain("Answer 2 did not fit:\n\n- findings: ");
    expect(host.report).toContain('````\n```json\n{"findings": "none"}\n```\n# Forged\n````');
  });

  it("says so where git cannot tell what changed", async () => {
    const { host } = await startBuiltin("feature-dev", { ...WORLD, changes: () => null });
    expect(host.report).toContain("What changed could not be told");
  });
});
