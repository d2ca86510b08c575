import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunProvenance } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { found, processes, runProcess } from "./support/processes.ts";
import { vendorsMissing } from "./support/vendor-environment.ts";
import { type WorkflowBench, workflowBench } from "./support/workflow-bench.ts";

const missing = vendorsMissing();
if (missing) console.log(missing);

const USED = { usage: { input: 100, output: 10 } };

describe.skipIf(missing !== undefined).each(["codex", "claude"] as const)("a workflow of the real %s", (vendor) => {
  let bench: WorkflowBench;
  beforeAll(async () => {
    bench = await workflowBench();
  });
  afterAll(() => bench?.close());

  const agent = (id: string, more = "") =>
    `  - { kind: agent, id: ${id}, runner: ${vendor}, prompt: "Do it. #${id}-${vendor}"${more} }\n`;
  const workflow = (steps: string) => `name: work\nworkspace: required\nsteps:\n${steps}`;
  const play = (id: string, ...script: Parameters<WorkflowBench["model"]["play"]>[1]) =>
    bench.model.play(`${id}-${vendor}`, script);
  const nothingOf = (runId: string) => processes((argv) => argv.join(" ").includes(runId));
  const write = ", sandbox: workspace-write, approvalPolicy: never";

  it("kill -9 in the middle of a step, then on: what had finished is not done again, the diff tells both runs", async () => {
    play("plan", [{ say: "The plan." }, USED]);
    play("build", [{ write: { path: `${vendor}.txt`, content: "built\n" } }], [{ say: "Built." }, USED]);
    play("slow", [{ say: "I begin. " }, { hang: true }, { say: "It is done." }, USED]);
    const yaml = workflow(agent("plan") + agent("build", write) + agent("slow"));
    const first = await bench.start(yaml);
    await bench.model.asked(`slow-${vendor}`);
    const process_ = await found("the run process", () => runProcess(first));
    process.kill(process_.pid, "SIGKILL");
    await bench.ended(first);
    expect(nothingOf(first)).toEqual([]);

    bench.model.release(`slow-${vendor}`);
    const second = await bench.start(yaml, { resumes: { runId: first } });
    expect(await bench.ended(second)).toMatchObject({ status: "success", resumes: { runId: first } });
    expect([bench.model.count(`plan-${vendor}`), bench.model.count(`build-${vendor}`)]).toEqual([1, 2]);
    expect(bench.output(second, "build")).toMatchObject({ output: "Built.", keptFrom: first });
    expect(bench.output(second, "slow")).toMatchObject({ status: "success", output: "It is done." });
    expect(bench.file(second, "changes.diff")).toContain(`+++ b/${vendor}.txt`);
    const provenance = RunProvenance.parse(JSON.parse(bench.file(second, "provenance.json")));
    expect(provenance).toMatchObject({ changedFiles: [{ path: `${vendor}.txt` }], resumes: { runId: first } });
    expect(provenance.agents.map((a) => a.step)).toEqual(["plan", "build", "slow"]);
    expect(provenance.versions[vendor]).toMatch(/\d+\.\d+/);
  });

  it("two at a time are asked each for itself; a stop in a turn leaves nothing behind", async () => {
    play("left", [{ shell: `touch left-${vendor}` }], [{ say: "Left." }]);
    play("right", [{ shell: `touch right-${vendor}` }], [{ say: "Right." }, { hang: true }]);
    const asking = ", needs: [], sandbox: workspace-write, approvalPolicy: always";
    const runId = await bench.start(workflow(agent("left", asking) + agent("right", asking)));
    const ids = await bench.waiting(runId, 2);
    expect(ids.map((id) => id.split(".")[0])).toEqual(["left", "right"]);
    for (const id of ids) await bench.decide(runId, id, "approve");
    await bench.model.asked(`right-${vendor}`, 1);
    await found("the end of left", () =>
      bench.events(runId).some((e) => e.type === "step.finished" && e.stepId === "left"),
    );
    const line = { v: 1, at: new Date().toISOString(), by: "ada", type: "stop", reason: "stop_requested" } as const;
    await bench.store.appendControl(runId, line);
    expect(await bench.ended(runId)).toMatchObject({ status: "canceled", reason: "stop_requested", approvals: [] });
    for (const side of ["left", "right"])
      expect(readFileSync(join(bench.workspace, `${side}-${vendor}`), "utf8")).toBe("");
    expect(bench.file(runId, "diff-summary.md")).toContain(`left-${vendor}`);
    expect(nothingOf(runId)).toEqual([]);
  });

  it("a gate waits, pushes back, and a conversation that goes on is not counted twice", async () => {
    play("draft", [{ say: "A draft." }, USED]);
    bench.model.play(`better-${vendor}`, [[{ say: "A better draft." }, USED]]);
    play("tell", [{ say: "Told." }, USED]);
    const gate = "  - { kind: approve, id: gate }\n";
    const runId = await bench.start(workflow(agent("draft") + gate + agent("tell", ", thread: continue")));
    expect(await bench.waiting(runId, 1)).toEqual(["gate.1"]);
    await bench.decide(runId, "gate.1", "push_back", `Make it better: #better-${vendor}`);
    await found("the second question", () =>
      bench.events(runId).some((e) => e.type === "approval.requested" && e.approvalId === "gate.2"),
    );
    expect(bench.output(runId, "draft")).toMatchObject({ round: 2, output: "A better draft." });
    await bench.decide(runId, "gate.2", "approve");
    const meta = await bench.ended(runId);
    expect(meta).toMatchObject({ status: "success", steps: { total: 3, finished: 3, failed: 0 } });
    // Three turns on one thread, each of one answer; what surrounds the conversation is counted with it alike.
    const [draft, tell] = [bench.output(runId, "draft"), bench.output(runId, "tell")];
    expect([draft.usage?.outputTokens, tell.usage?.outputTokens, meta.usage?.outputTokens]).toEqual([10, 10, 30]);
    expect([draft.usage?.inputTokens, tell.usage?.inputTokens, meta.usage?.inputTokens]).toEqual([100, 100, 300]);
    expect(tell.threadId).toBe(draft.threadId);
  });
});
