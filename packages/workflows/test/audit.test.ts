import type { Finding } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { mergeFindings } from "../src/builtin/audit/merge-findings.ts";
import { answer, REVIEW } from "./support/answers.ts";
import { eventsOf } from "./support/fake-host.ts";
import { startBuiltin } from "./support/run-builtin.ts";

const finding = (more: Partial<Finding>): Finding => ({
  severity: "low",
  area: "a",
  description: "The option is read nowhere",
  evidencePaths: ["src/a.ts:1"],
  suggestions: [],
  ...more,
});

describe("audit", () => {
  const files = {
    "package.json": JSON.stringify({ dependencies: { left: "^1.0.0" } }),
    "package-lock.json": JSON.stringify({
      packages: { "node_modules/left": { version: "1.2.3", deprecated: "use right" } },
    }),
  };
  const concerns = { deprecations: REVIEW, api: REVIEW, docs: { findings: [], docGaps: [] } };

  it("asks three agents at the same time, merges what they found, and reports", async () => {
    let atOnce = 0;
    let most = 0;
    const { host, outcome } = await startBuiltin("audit", {
      files,
      spec: "look at the parser",
      turn: async (turn) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
        return answer(turn, concerns);
      },
    });
    expect(outcome.status).toBe("success");
    expect(most).toBe(3);
    expect(host.turns.map((t) => t.stepId)).toEqual(["deprecations", "api", "docs", "finalize"]);
    for (const turn of host.turns) {
      expect(turn.options).toMatchObject({ sandbox: "read-only", approvalPolicy: "never" });
      expect(turn.prompt).toContain("look at the parser");
    }
    expect(host.artifacts.get("context/deprecations.md")).toContain("left 1.2.3: use right");
    expect(host.outputs.get("merge")).toMatchObject({
      shape: "ReviewOutput",
      detail: "2 findings, 2 of them seen twice, 1 documentation gap",
    });
    expect(host.report.match(/overflows/g)).toHaveLength(1);
    expect(host.report).not.toContain("## What failed");
  });

  it("reports what it has where one agent fails, and goes no further", async () => {
    const { host, outcome } = await startBuiltin("audit", {
      files,
      turn: (turn) =>
        turn.stepId === "api" ? { status: "failed", error: "no quota", code: "rate_limited" } : answer(turn, concerns),
    });
    expect(outcome.status).toBe("failed");
    expect(eventsOf(host, "step.finished").map((e) => `${e.stepId} ${e.status}`)).toEqual([
      "deprecations success",
      "api failed",
      "docs success",
      "merge skipped",
      "finalize skipped",
    ]);
    expect(host.report).toContain("no quota");
    expect(host.report).toMatch(/## Findings\n\n\| Severity [\s\S]*overflows[\s\S]*\n\nAPI mismatches: \*Not there/);
  });
});

describe("mergeFindings", () => {
  it("tells once what two agents saw in the same file, with the graver word and all evidence", () => {
    const one = finding({ suggestions: ["remove it"] });
    const two = finding({
      severity: "high",
      description: "the option is read nowhere at all",
      evidencePaths: ["src/a.ts:9", "docs/b.md:2"],
      suggestions: ["use it"],
    });
    expect(
      mergeFindings([
        { findings: [one], docGaps: [] },
        { findings: [two], docGaps: [] },
      ]).findings,
    ).toEqual([
      { ...two, evidencePaths: ["src/a.ts:1", "src/a.ts:9", "docs/b.md:2"], suggestions: ["remove it", "use it"] },
    ]);
  });
  it("keeps apart what only sounds alike, and what is another file's", () => {
    const list = [
      finding({}),
      finding({ description: "The option is documented nowhere else" }),
      finding({ description: "The option is read nowhere here", evidencePaths: ["src/z.ts"] }),
    ];
    expect(mergeFindings([{ findings: list, docGaps: [] }]).findings).toHaveLength(3);
  });
  it("sorts by severity and tells a gap once", () => {
    const findings = (["low", "high", "medium"] as const).map((severity) =>
      finding({ severity, description: severity }),
    );
    const gap = { docArea: "README", gap: "no install", recommendation: "x" };
    const merged = mergeFindings([
      { findings, docGaps: [gap] },
      { findings: [], docGaps: [{ ...gap, docArea: "readme", recommendation: "y" }] },
    ]);
    expect(merged.findings.map((f) => f.severity)).toEqual(["high", "medium", "low"]);
    expect(merged.docGaps).toEqual([gap]);
  });
});
