import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRequest } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventsOf, type PromptStore, promptStore, scripted } from "../support/prompt-run.ts";
import { checkout, executeWorkflow, fileOf, outputOf, workflowRequest } from "../support/workflow-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

const agent = (id: string) =>
  `  - { kind: agent, id: ${id}, runner: codex, prompt: "Do ${id}.", sandbox: workspace-write }\n`;
const DONE = { status: "completed", message: "done" } as const;

describe("a continuation that ended", () => {
  it("before it had taken over what was done: whoever goes on with it keeps that all the same", async () => {
    checkout(t);
    const yaml = `name: two\nworkspace: required\nsteps:\n${agent("plan")}${agent("build")}${agent("close")}`;
    const failing = scripted(async ({ prompt }) =>
      prompt.includes("Do close.") ? { status: "failed", error: "No credit." } : DONE,
    );
    const first = await workflowRequest(t, yaml, {}, "The spec.");
    await executeWorkflow(t, first, failing).outcome;
    const second = await workflowRequest(t, yaml, { resumes: { runId: first.runId, from: "build" } });
    const cut = executeWorkflow(
      t,
      second,
      scripted(async () => DONE),
    );
    cut.stop();
    expect(await cut.outcome).toMatchObject({ status: "canceled" });
    const third = await workflowRequest(t, yaml, { resumes: { runId: second.runId } });
    expect(
      await executeWorkflow(
        t,
        third,
        scripted(async () => DONE),
      ).outcome,
    ).toMatchObject({ status: "success" });
    const started = eventsOf(t, third.runId).flatMap((e) => (e.type === "step.started" ? [e.stepId] : []));
    expect(started).toEqual(["build", "close"]);
    expect(outputOf(t, third.runId, "plan").keptFrom).toBe(first.runId);
    expect(fileOf(t, third.runId, "spec.md")).toBe("The spec.");
  });

  it("and names itself as the one that it went on with, for somebody edited it: begins anew", async () => {
    const yaml = `name: one\nworkspace: required\nsteps:\n${agent("plan")}`;
    const runId = newRunId();
    const ring = await workflowRequest(t, yaml, { runId, resumes: { runId } });
    const cut = executeWorkflow(
      t,
      ring,
      scripted(async () => DONE),
    );
    cut.stop();
    await cut.outcome;
    const next = await workflowRequest(t, yaml, { resumes: { runId } });
    expect(
      await executeWorkflow(
        t,
        next,
        scripted(async () => DONE),
      ).outcome,
    ).toMatchObject({ status: "success" });
  });
});

describe("a run that cannot be gone on with", () => {
  const one = `name: one\nworkspace: required\nsteps:\n${agent("plan")}`;
  const resumed = async (resumes: { runId: string; from?: string }, yaml = one, more: Partial<RunRequest> = {}) =>
    await executeWorkflow(
      t,
      await workflowRequest(t, yaml, { ...more, resumes }),
      scripted(async () => DONE),
    ).outcome;

  it("says why: it is not there, of another workflow or folder, alive, without the step, or unreadable", async () => {
    const gone = "01980000-0000-7000-8000-000000000000";
    const words = async (...args: Parameters<typeof resumed>) => {
      const outcome = await resumed(...args);
      expect(outcome).toMatchObject({ status: "failed", reason: "resume_missing" });
      return outcome.detail;
    };
    expect(await words({ runId: gone })).toContain("There is no run");
    const first = await workflowRequest(t, one);
    expect(await words({ runId: first.runId })).toContain("never began");
    let release = () => {};
    const waiting = executeWorkflow(
      t,
      first,
      scripted(async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return { status: "completed" };
      }),
    );
    await vi.waitFor(() => expect(eventsOf(t, first.runId).length).toBeGreaterThan(2));
    expect(await words({ runId: first.runId })).toContain("still runs");
    release();
    await waiting.outcome;
    const other = `name: other\nworkspace: required\nsteps:\n${agent("plan")}`;
    expect(await words({ runId: first.runId }, other)).toContain('is of "one", not of "other"');
    const elsewhere = { path: t.store.root, name: "elsewhere" };
    expect(await words({ runId: first.runId }, one, { workspace: elsewhere })).toContain(`worked in ${t.workspace}`);
    const agents = { runners: ["replay" as const], environment: [], replay: { recording: "feature-dev", speed: 0 } };
    expect(await words({ runId: first.runId }, one, { agents })).toContain("is not a replay, and this one is");
    expect(await words({ runId: first.runId, from: "plam" })).toContain('no step "plam"');
    const file = join(t.store.runDir(first.runId), "step-outputs/plan.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
    expect(await words({ runId: first.runId })).toContain("cannot be read");
  });
});
