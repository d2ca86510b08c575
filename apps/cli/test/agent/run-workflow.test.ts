import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventsOf, metaOf, type PromptStore, promptStore, scripted, tell } from "../support/prompt-run.ts";
import { checkout, executeWorkflow, fileOf, outputOf, provenanceOf, workflowRequest } from "../support/workflow-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

const agent = (id: string, more = "") =>
  `  - { kind: agent, id: ${id}, runner: codex, prompt: "Do ${id}.", sandbox: workspace-write${more} }\n`;
const WORK = `name: work\nworkspace: required\nsteps:\n${agent("plan")}${agent("build")}  - { kind: approve, id: gate }\n${agent("close")}`;

/** An agent that does what the test says for the step; by default it answers. */
function agents(turns: Record<string, Parameters<typeof scripted>[0]> = {}) {
  return scripted(async (request, sink, said) => {
    const step = /Do (\w+)\./.exec(request.prompt)?.[1] ?? "";
    const turn = turns[step];
    if (turn) return await turn(request, sink, said);
    return { status: "completed", threadId: `thread-${step}`, message: `${step} done`, usage: { totalTokens: 10 } };
  });
}
const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve());
  });
const approve = async (runId: string) => {
  await vi.waitFor(async () => expect((await metaOf(t, runId)).approvals).toHaveLength(1), 10_000);
  await tell(t, runId, { type: "approval", approvalId: "gate.1", decision: "approve" });
};

describe("a workflow of agents", () => {
  it("takes its turns, waits at its gate, and leaves its evidence", async () => {
    const git = checkout(t);
    const request = await workflowRequest(t, WORK);
    const { outcome } = executeWorkflow(
      t,
      request,
      agents({
        build: async ({ cwd }, sink) => {
          sink.model("m-1");
          writeFileSync(join(cwd, "a.txt"), "new\n");
          writeFileSync(join(cwd, "b.txt"), "untracked\n");
          return { status: "completed", threadId: "thread-build", usage: { totalTokens: 5, costUsd: 0.5 } };
        },
      }),
    );
    await vi.waitFor(async () => expect((await metaOf(t, request.runId)).approvals).toHaveLength(1), 10_000);
    // Who is asked can read what has changed.
    expect(fileOf(t, request.runId, "changes.diff")).toContain("-old\n+new");
    await approve(request.runId);
    expect(await outcome).toMatchObject({ status: "success" });
    expect(fileOf(t, request.runId, "changes.diff")).toContain("-old\n+new");
    expect(outputOf(t, request.runId, "plan")).toMatchObject({ status: "success", output: "plan done" });
    expect(await metaOf(t, request.runId)).toMatchObject({
      usage: { totalTokens: 25, costUsd: 0.5 },
      steps: { total: 4, finished: 4, failed: 0 },
      approvals: [],
    });
    const head = git("rev-parse", "HEAD").trim();
    expect(provenanceOf(t, request.runId)).toMatchObject({
      git: { headBefore: head, headAfter: head, dirtyBefore: false, dirtyAfter: true },
      versions: { node: process.versions.node, git: expect.any(String) },
      changedFiles: [{ path: "a.txt", added: 1, deleted: 1 }, { path: "b.txt" }],
      agents: [
        { step: "plan", runner: "codex", sandbox: "workspace-write", approvalPolicy: "on-request" },
        { step: "build", model: "m-1", threadId: "thread-build", usage: { totalTokens: 5, costUsd: 0.5 } },
        { step: "close" },
      ],
    });
  });

  it("two agents work at a time, and one of them is asked for by its own id", async () => {
    const request = await workflowRequest(
      t,
      `name: two\nworkspace: required\nsteps:\n${agent("left", ", needs: []")}${agent("right", ", needs: []")}`,
    );
    let both = 0;
    const ask: Parameters<typeof scripted>[0] = async (_request, sink, said) => {
      both++;
      sink.emit({ type: "approval.requested", approvalId: "codex-1", title: "May I?", decisions: ["approve"] });
      const answer = await said.next();
      sink.emit({ type: "approval.resolved", approvalId: "codex-1", decision: "approve" });
      return { status: "completed", message: answer.type };
    };
    const { outcome } = executeWorkflow(t, request, agents({ left: ask, right: ask }));
    await vi.waitFor(async () => expect((await metaOf(t, request.runId)).approvals).toHaveLength(2));
    expect(both).toBe(2);
    expect((await metaOf(t, request.runId)).steps?.current).toBe("left, right");
    for (const step of ["right", "left"])
      await tell(t, request.runId, { type: "approval", approvalId: `${step}.1.1.codex-1`, decision: "approve" });
    expect(await outcome).toMatchObject({ status: "success" });
  });

  it("a disk that refuses in a turn ends the run with its reason", async () => {
    const request = await workflowRequest(t, `name: one\nworkspace: required\nsteps:\n${agent("plan")}`);
    const { outcome } = executeWorkflow(
      t,
      request,
      agents({
        plan: async ({ signal }, sink) => {
          mkdirSync(join(t.store.runDir(request.runId), "tool-calls.jsonl"));
          sink.toolCall({ itemId: "c1", tool: "shell", phase: "call", value: {} });
          expect(signal.aborted).toBe(true);
          return { status: "interrupted" };
        },
      }),
    );
    expect(await outcome).toMatchObject({ status: "failed", detail: expect.stringContaining("tool-calls.jsonl") });
    expect(provenanceOf(t, request.runId).runId).toBe(request.runId);
  });
});

describe("a workflow that was stopped", () => {
  it("in a turn: says what was changed; who goes on keeps what was done, and tells the changes of both", async () => {
    checkout(t);
    writeFileSync(join(t.workspace, "dirty.txt"), "before\n");
    const first = await workflowRequest(t, WORK, {}, "The spec.");
    const prompts: string[] = [];
    const stopped = executeWorkflow(
      t,
      first,
      agents({
        build: async ({ cwd, signal }) => {
          writeFileSync(join(cwd, "a.txt"), "half\n");
          stopped.stop();
          await untilStopped(signal);
          return { status: "interrupted", threadId: "thread-build" };
        },
      }),
    );
    expect(await stopped.outcome).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(fileOf(t, first.runId, "changes.diff")).toContain("+half");
    expect(provenanceOf(t, first.runId).agents.map((a) => a.step)).toEqual(["plan", "build"]);

    const second = await workflowRequest(t, WORK, { resumes: { runId: first.runId } });
    const { outcome } = executeWorkflow(
      t,
      second,
      scripted(async ({ prompt, cwd }) => {
        prompts.push(prompt);
        if (prompt.includes("Do build.")) writeFileSync(join(cwd, "c.txt"), "rest\n");
        return { status: "completed", message: "done" };
      }),
    );
    await approve(second.runId);
    expect(await outcome).toMatchObject({ status: "success" });
    expect(prompts.map((p) => /Do (\w+)\./.exec(p)?.[1])).toEqual(["build", "close"]);
    expect(fileOf(t, second.runId, "spec.md")).toBe("The spec.");
    expect(outputOf(t, second.runId, "plan")).toMatchObject({ output: "plan done", keptFrom: first.runId });
    expect(provenanceOf(t, second.runId)).toMatchObject({
      resumes: { runId: first.runId },
      changedFiles: [{ path: "a.txt" }, { path: "c.txt" }],
      agents: [{ step: "plan", threadId: "thread-plan" }, { step: "build" }, { step: "close" }],
    });
    const kept = eventsOf(t, second.runId).find((e) => e.type === "step.finished" && e.stepId === "plan");
    expect(kept).toMatchObject({ reason: "kept", keptFrom: first.runId });
    expect(await metaOf(t, second.runId)).toMatchObject({ resumes: { runId: first.runId }, steps: { finished: 4 } });
  });

  it("at a gate: nobody waits any more; who goes on is asked again, and a third run keeps what the first did", async () => {
    checkout(t);
    const first = await workflowRequest(t, WORK);
    const stopped = executeWorkflow(t, first, agents());
    await vi.waitFor(async () => expect((await metaOf(t, first.runId)).approvals).toHaveLength(1), 10_000);
    stopped.stop("shutdown");
    expect(await stopped.outcome).toMatchObject({ status: "canceled", reason: "shutdown" });
    expect((await metaOf(t, first.runId)).approvals).toEqual([]);
    expect(eventsOf(t, first.runId).find((e) => e.type === "approval.resolved")).toMatchObject({ by: "system" });

    const second = await workflowRequest(t, WORK, { resumes: { runId: first.runId } });
    const failing = agents({ close: async () => ({ status: "failed", error: "No credit." }) });
    const again = executeWorkflow(t, second, failing);
    await approve(second.runId);
    expect(await again.outcome).toMatchObject({ status: "failed" });

    const third = await workflowRequest(t, WORK, { resumes: { runId: second.runId } });
    let turns = 0;
    const { outcome } = executeWorkflow(
      t,
      third,
      scripted(async () => {
        turns++;
        return { status: "completed" };
      }),
    );
    expect(await outcome).toMatchObject({ status: "success" });
    expect(turns).toBe(1);
    expect(outputOf(t, third.runId, "plan").keptFrom).toBe(first.runId);
    expect(outputOf(t, third.runId, "gate").keptFrom).toBe(second.runId);
  });

  it("from a step that was done: it and all after it work again", async () => {
    checkout(t);
    const first = await workflowRequest(t, `name: two\nworkspace: required\nsteps:\n${agent("plan")}${agent("build")}`);
    expect(await executeWorkflow(t, first, agents()).outcome).toMatchObject({ status: "success" });
    const second = await workflowRequest(
      t,
      `name: two\nworkspace: required\nsteps:\n${agent("plan")}${agent("build")}`,
      {
        resumes: { runId: first.runId, from: "build" },
      },
    );
    expect(await executeWorkflow(t, second, agents()).outcome).toMatchObject({ status: "success" });
    const started = eventsOf(t, second.runId).flatMap((e) => (e.type === "step.started" ? [e.stepId] : []));
    expect(started).toEqual(["build"]);
  });
});
