import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReviewOutput, type RunEvent, StepOutput } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { OUTPUTS } from "./support/feature-story.ts";
import { CART, gitIn, makeShop, RIGHT, WRONG } from "./support/shop-project.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";
import { answerOf, playRole } from "./support/workflow-model.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const finding = (severity: "low" | "medium" | "high", area: string): ReviewOutput["findings"][number] => ({
  severity,
  area,
  description: `Something about ${area}.`,
  evidencePaths: ["package.json"],
  suggestions: [],
});

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)(
  "review and audit with the real %s",
  (vendor) => {
    let stack: AgentStack;
    let base: string;
    let shop: string;
    beforeAll(async () => {
      base = mkdtempSync(join(tmpdir(), "toolloop-review-"));
      shop = makeShop(join(base, "shop"));
      gitIn(shop, "switch", "-q", "-c", "free-articles");
      const cart = join(shop, CART);
      writeFileSync(cart, readFileSync(cart, "utf8").replace(WRONG, RIGHT));
      gitIn(shop, "commit", "-qam", "Free articles are free");
      stack = await startAgentStack();
    });
    afterAll(async () => {
      await stack.close();
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    });

    const file = (runId: string, path: string) => readFileSync(join(stack.server.store, "runs", runId, path), "utf8");
    const output = (runId: string, step: string) =>
      StepOutput.parse(JSON.parse(file(runId, `step-outputs/${step}.json`)));
    async function finished(workflow: string): Promise<{ runId: string; events: RunEvent[] }> {
      const body = { workflow, workspace: shop, inputs: { runner: vendor } };
      const { status, body: answer } = await stack.post<{ runId: string }>("/api/runs", body);
      expect({ status, answer }).toMatchObject({ status: 201 });
      const { runId } = answer;
      expect(await stack.settled(runId)).toMatchObject({ status: "success" });
      return { runId, events: await stack.events(runId) };
    }

    it("review: the branch's diff, findings in a table; an answer that does not fit is asked for once again", async () => {
      const bad = answerOf(vendor, { findings: "many" });
      const good = answerOf(vendor, OUTPUTS.review);
      // Claude refuses it itself and lets the model try again; for Codex it is asked again.
      playRole(stack.model, "reviewer", vendor === "claude" ? { first: [bad, good] } : { first: [bad], reask: [good] });
      playRole(stack.model, "second reviewer", { first: [answerOf(vendor, OUTPUTS.finalize)] });
      const { runId } = await finished("review");
      const review = output(runId, "review");
      expect(review).toMatchObject({ shape: "ReviewOutput", sandbox: "read-only", output: OUTPUTS.review });
      expect(review.rejected?.length ?? 0).toBe(vendor === "codex" ? 1 : 0);
      const asked = JSON.stringify((await stack.model.asked("reviewer")).body);
      expect(asked).toContain("price ?? DEFAULT_PRICE");
      const report = file(runId, "final-report.md");
      expect(report).toContain("A price of NaN makes the total NaN");
      expect(report).toContain("Prices are not described");
      // It reads, and leaves no trace in the repository.
      expect(gitIn(shop, "status", "--porcelain")).toBe("");
    }, 90_000);

    it("audit: three agents at the same time, what two of them saw is one finding, and a report", async () => {
      const said = (...findings: ReviewOutput["findings"]) => answerOf(vendor, { findings, docGaps: [] });
      const both = finding("high", "package.json");
      // Each waits until all three have begun: one after the other, they would wait for ever.
      const parts: [string, ReviewOutput["findings"]][] = [
        ["auditor of deprecations", [finding("low", "node:url"), both]],
        ["auditor of interfaces", [both]],
        ["auditor of documentation", [finding("medium", "README.md")]],
      ];
      for (const [role, findings] of parts)
        playRole(stack.model, role, { first: [[{ hang: true }, ...said(...findings)]] });
      playRole(stack.model, "reporter", { first: [answerOf(vendor, OUTPUTS.finalize)] });
      const all = Promise.all(parts.map(([role]) => stack.model.asked(role)));
      const releasing = all.then(() => {
        for (const [role] of parts) stack.model.release(role);
      });
      const { runId, events } = await finished("audit");
      await releasing;
      expect((output(runId, "merge").output as ReviewOutput).findings.map((f) => f.severity)).toEqual([
        "high",
        "medium",
        "low",
      ]);
      const starts = events.flatMap((e, at) => (e.type === "step.started" ? [{ at, id: e.stepId }] : []));
      const firstEnd = events.findIndex((e) => e.type === "step.finished");
      expect(starts.filter((s) => s.at < firstEnd)).toHaveLength(3);
      expect(file(runId, "final-report.md")).toContain("Something about README.md");
      expect(gitIn(shop, "status", "--porcelain")).toBe("");
    }, 90_000);
  },
);
