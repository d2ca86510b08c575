import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OUTPUT_SHAPES, type RunEvent, RunProvenance, StepOutput } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack, type Vendor } from "./support/agent-stack.ts";
import { OUTPUTS, playFeature, type StepId } from "./support/feature-story.ts";
import { CART, gitIn, makeShop, RIGHT, SPEC } from "./support/shop-project.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const SHAPES = {
  plan: "PlanOutput",
  research: "ResearchOutput",
  implement: "ImplementOutput",
  review: "ReviewOutput",
  finalize: "FinalReport",
} as const;
const ALL = ["plan", "research", "implement", "verify", "review", "finalize"];

describe.skipIf(missing !== undefined)("feature-dev with the real agents", () => {
  let stack: AgentStack;
  let base: string;
  let shop: string;
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), "toolloop-shop-"));
    shop = makeShop(join(base, "shop"));
    stack = await startAgentStack();
  });
  afterEach(async () => {
    await stack.close();
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  const file = (runId: string, path: string) => readFileSync(join(stack.server.store, "runs", runId, path), "utf8");
  const output = (runId: string, step: string) =>
    StepOutput.parse(JSON.parse(file(runId, `step-outputs/${step}.json`)));
  const finished = (events: RunEvent[]) =>
    events.flatMap((e) => (e.type === "step.finished" ? [`${e.stepId}:${e.status}`] : []));
  async function start(inputs: Record<string, unknown>): Promise<string> {
    const body = { workflow: "feature-dev", spec: SPEC, workspace: shop, inputs };
    const { status, body: answer } = await stack.post<{ runId: string }>("/api/runs", body);
    expect({ status, answer }).toMatchObject({ status: 201 });
    return answer.runId;
  }

  it.each<Vendor>(["codex", "claude"])(
    "%s: a wrong change is sent back, the right one passes, report and diff agree with git",
    async (vendor) => {
      // The planner also tries to write: its sandbox refuses it.
      const intrude = [[{ shell: "echo intruder > intruder.txt" }]];
      playFeature(stack.model, { vendorOf: () => vendor, folder: shop, wrongRounds: 1, before: { plan: intrude } });
      const runId = await start({ runner: vendor, approvalPolicy: "never" });
      const run = await stack.settled(runId);
      expect(run).toMatchObject({ status: "success", kind: "workflow", workflow: "feature-dev" });
      expect(run.usage?.outputTokens).toBeGreaterThan(0);

      const events = await stack.events(runId);
      const twice = ["plan", "research", "implement"];
      expect(finished(events)).toEqual([
        ...twice.map((id) => `${id}:success`),
        ...["verify:failed", "implement:success", "verify:success", "review:success", "finalize:success"],
      ]);
      expect(events.filter((e) => e.type === "iteration.started" && e.steps)).toMatchObject([
        { stepId: "verify", iteration: 2, max: 3, steps: ["implement", "verify"] },
      ]);
      for (const step of Object.keys(SHAPES) as StepId[]) {
        const out = output(runId, step);
        expect(out).toMatchObject({ status: "success", kind: "agent", runner: vendor, shape: SHAPES[step] });
        expect(OUTPUT_SHAPES[SHAPES[step]].parse(out.output)).toEqual(OUTPUTS[step]);
        expect(out.sandbox).toBe(step === "implement" ? "workspace-write" : "read-only");
        expect(out.usage?.outputTokens).toBeGreaterThan(0);
      }
      expect(output(runId, "verify")).toMatchObject({ status: "success", round: 2, output: { status: "pass" } });

      // The change is in the workspace, and nothing else.
      expect(readFileSync(join(shop, CART), "utf8")).toContain(RIGHT);
      expect(gitIn(shop, "status", "--porcelain")).toBe(` M ${CART}\n`);
      const diff = file(runId, "changes.diff");
      expect(diff).toBe(gitIn(shop, "diff", "--no-color", "-M"));
      expect(file(runId, "diff-summary.md")).toContain(CART);
      const report = file(runId, "final-report.md");
      for (const words of ["A free article is free again", CART, "npm test", "NaN", "README.md"])
        expect(report).toContain(words);
      expect(report.indexOf("A price of NaN")).toBeLessThan(report.indexOf("No test for negative prices"));
      expect(file(runId, "spec.md")).toBe(SPEC);

      const provenance = RunProvenance.parse(JSON.parse(file(runId, "provenance.json")));
      const head = gitIn(shop, "rev-parse", "HEAD").trim();
      expect(provenance.git).toMatchObject({ headBefore: head, headAfter: head, dirtyBefore: false, dirtyAfter: true });
      expect(provenance.agents.map((a) => a.step)).toEqual(ALL.filter((id) => id !== "verify"));
      expect(provenance.changedFiles).toMatchObject([{ path: CART, added: 1, deleted: 1 }]);
    },
    120_000,
  );

  it("mixed: Claude plans and reviews, Codex implements; each on its own conversations, within the context's budget", async () => {
    const vendorOf = (step: StepId): Vendor => (step === "implement" || step === "finalize" ? "codex" : "claude");
    playFeature(stack.model, { vendorOf, folder: shop });
    const inputs = { runner: "claude", implementRunner: "codex", finalizeRunner: "codex", approvalPolicy: "never" };
    const runId = await start(inputs);
    expect(await stack.settled(runId)).toMatchObject({ status: "success" });
    const threads = (Object.keys(SHAPES) as StepId[]).map((step) => {
      const { runner, threadId } = output(runId, step);
      expect(runner).toBe(vendorOf(step));
      return threadId;
    });
    // The researcher goes on with the planner's conversation; the reviewer has fresh eyes.
    expect(threads[1]).toBe(threads[0]);
    expect(new Set(threads).size).toBe(4);
    const packs = readdirSync(join(stack.server.store, "runs", runId, "context"));
    expect(packs.length).toBeGreaterThan(0);
    expect(output(runId, "plan").artifacts).toEqual(["context/plan.md"]);
  }, 120_000);

  it("a workflow whose checks never pass ends after its rounds, with what there is in the report", async () => {
    playFeature(stack.model, { vendorOf: () => "codex", folder: shop, wrongRounds: 9 });
    const runId = await start({ runner: "codex", approvalPolicy: "never", maxRounds: 2 });
    const run = await stack.settled(runId);
    expect(run).toMatchObject({ status: "failed" });
    expect(run.detail).toMatch(/2 rounds/);
    expect(output(runId, "verify")).toMatchObject({ status: "failed", reason: "checks_failed", round: 2 });
    expect(file(runId, "final-report.md")).toMatch(/a free article costs nothing/);
    expect(file(runId, "changes.diff")).toContain("try 2");
  }, 120_000);
});
