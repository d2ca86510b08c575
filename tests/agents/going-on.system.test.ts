import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunEvent, StepOutput } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentStack, startAgentStack } from "./support/agent-stack.ts";
import { playFeature, ROLES } from "./support/feature-story.ts";
import { found, processes, runProcess } from "./support/processes.ts";
import { gitIn, makeShop, SPEC } from "./support/shop-project.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const STEPS = ["plan", "research", "implement", "verify", "review", "finalize"] as const;
type Step = (typeof STEPS)[number];

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)("going on after a kill -9, %s", (vendor) => {
  let stack: AgentStack;
  let base: string;
  let shop: string;
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "toolloop-resume-"));
    shop = makeShop(join(base, "shop"));
    // A test that waits as long as a file beside the repository is there.
    const wait = `import { existsSync } from "node:fs";\nimport { test } from "node:test";\ntest("waits", async () => {\n  while (existsSync("../hold")) await new Promise((r) => setTimeout(r, 20));\n});\n`;
    writeFileSync(join(shop, "test/wait.test.js"), wait);
    gitIn(shop, "add", ".");
    gitIn(shop, "commit", "-qm", "A test that can be held");
    stack = await startAgentStack();
  });
  afterAll(async () => {
    await stack.close();
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  const nothingOf = (runId: string) => processes((argv) => argv.join(" ").includes(runId));
  const asked = new Map<Step, number>();
  /** Lets the run come into the middle of a step: an agent that has begun to speak, or a test that runs. */
  async function inTheMiddleOf(step: Step, runId: string): Promise<void> {
    if (step === "verify")
      await found(
        "the held test",
        () => processes((a) => a.join(" ").includes(join(shop, "test/wait.test.js"))).length > 0,
      );
    else await stack.model.asked(ROLES[step], asked.get(step) ?? 0);
    await stack.until(runId, (e) => e.type === "step.started" && e.stepId === step);
  }
  function script(held: Step | undefined): void {
    const before = held && held !== "verify" ? { [held]: [[{ say: "I begin. " }, { hang: true as const }]] } : {};
    playFeature(stack.model, { vendorOf: () => vendor, folder: shop, before });
    if (held === "verify") writeFileSync(join(base, "hold"), "");
    else rmSync(join(base, "hold"), { force: true });
    for (const step of STEPS)
      if (step !== "verify") asked.set(step, stack.model.requests.filter((r) => roleOf(r.body) === ROLES[step]).length);
  }
  const roleOf = (body: unknown) => {
    const heads = [...JSON.stringify(body).matchAll(/You are the (\w+) of this work/g)];
    return heads.at(-1)?.[1];
  };
  const done = (events: RunEvent[]) =>
    events.flatMap((e) => (e.type === "step.finished" && e.status === "success" ? [e] : []));

  it("killed in the middle of each step in turn: what had finished is never done again, and the last one ends it all", async () => {
    const worked: string[] = [];
    let runId = "";
    for (const [n, step] of [...STEPS, undefined].entries()) {
      script(step);
      const { status, body } =
        n === 0
          ? await stack.post<{ runId: string }>("/api/runs", {
              workflow: "feature-dev",
              spec: SPEC,
              workspace: shop,
              inputs: { runner: vendor, approvalPolicy: "never" },
            })
          : await stack.post<{ runId: string }>(`/api/runs/${runId}/resume`, {});
      expect({ status, body }).toMatchObject({ status: 201 });
      const earlier = runId;
      runId = body.runId;
      if (step) {
        await inTheMiddleOf(step, runId);
        const run = await found("the run process", () => runProcess(runId));
        process.kill(run.pid, "SIGKILL");
      }
      const run = await stack.settled(runId);
      await found("that nothing of it is alive", () => nothingOf(runId).length === 0);
      const ended = done(await stack.events(runId));
      worked.push(...ended.filter((e) => e.reason !== "kept").map((e) => e.stepId));
      const kept = ended.filter((e) => e.reason === "kept").map((e) => e.stepId);
      // Killed in step n, it goes on at step n.
      expect(kept).toEqual(n === 0 ? [] : STEPS.slice(0, n - 1));
      if (n > 0) expect(run).toMatchObject({ resumes: { runId: earlier } });
      if (step) expect(["failed", "orphaned"]).toContain(run.status);
      else expect(run).toMatchObject({ status: "success" });
    }
    expect(worked).toEqual([...STEPS]);
    // The last run's evidence is of all of it: against the state before the first one.
    const file = (path: string) => readFileSync(join(stack.server.store, "runs", runId, path), "utf8");
    expect(file("changes.diff")).toBe(gitIn(shop, "diff", "--no-color", "-M"));
    expect(file("spec.md")).toBe(SPEC);
    for (const step of STEPS)
      expect(StepOutput.parse(JSON.parse(file(`step-outputs/${step}.json`)))).toMatchObject({ status: "success" });
    expect(file("final-report.md")).toContain("A free article is free again");
  }, 240_000);

  it("runs again from a step on request: it and what needs it, nothing else", async () => {
    script(undefined);
    const page = (await (await fetch(`${stack.server.url}/api/runs?workflow=feature-dev&status=success`)).json()) as {
      items: { runId: string }[];
    };
    const [last] = page.items;
    if (!last) throw new Error("there is no finished run");
    expect((await stack.post(`/api/runs/${last.runId}/resume`, {})).status).toBe(409);
    expect((await stack.post(`/api/runs/${last.runId}/resume`, { from: "nowhere" })).status).toBe(400);
    const { body } = await stack.post<{ runId: string }>(`/api/runs/${last.runId}/resume`, { from: "review" });
    expect(await stack.settled(body.runId)).toMatchObject({ status: "success" });
    const ended = done(await stack.events(body.runId)).map((e) => `${e.stepId}:${e.reason === "kept"}`);
    expect(ended).toEqual([
      ...["plan", "research", "implement", "verify"].map((id) => `${id}:true`),
      ...["review:false", "finalize:false"],
    ]);
  }, 60_000);
});
