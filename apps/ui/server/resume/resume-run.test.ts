import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunRequest, WorkspaceRecord } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi } from "../api/create-api.ts";
import { endedWorkflow } from "../test/ended-workflow.ts";
import { good, refused } from "../test/live-agents.ts";
import { type LiveDashboard, liveDashboard } from "../test/live-dashboard.ts";

const me = { user: "alice", via: "api" } as const;
const WAITS = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
let t: LiveDashboard;
let workspace: WorkspaceRecord;
let definition: unknown;

beforeEach(async () => {
  t = await liveDashboard({ program: WAITS });
  await mkdir(join(t.store.root, "workflows"), { recursive: true });
  await define('name: steps\nsteps: [{ id: a, run: ["true"] }, { id: b, run: ["false"] }, { id: c, run: ["true"] }]\n');
  await mkdir(join(t.dir, "repo"));
  workspace = await t.store.workspaces.add(join(t.dir, "repo"));
  const entry = (await t.dashboard.workflows()).entries.find((e) => e.definition.name === "steps");
  definition = entry?.definition;
});
afterEach(() => t.close());

const define = (text: string) => writeFile(join(t.store.root, "workflows/steps.yaml"), text);
const ended = (options: Parameters<typeof endedWorkflow>[1] = {}) => {
  const { id, localPath, displayName } = workspace;
  const request: Partial<RunRequest> = { definition, workspace: { id, path: localPath, name: displayName } };
  return endedWorkflow(t.store, { ...options, request: { ...request, ...options.request } });
};
const resume = (runId: string, body: unknown = {}) => t.dashboard.resumeRun(runId, body, me);

describe("a run that is continued", () => {
  it("is a new run with all that the first was started with, that says which it goes on with", async () => {
    const spec = "Do it.\r\nWith ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2.\n";
    const first = await ended({ spec, request: { timeoutSeconds: 77 } });
    await define('name: steps\nsteps: [{ id: other, run: ["true"] }]\n');
    const { runId, status } = good(await resume(first, { from: "b" }));
    expect(status).toBe("running");
    const [before, now] = [await t.store.readRequest(first), await t.store.readRequest(runId)];
    expect(now).toMatchObject({ resumes: { runId: first, from: "b" }, requestedBy: "alice", hasSpec: true });
    for (const key of ["kind", "workflow", "title", "inputs", "workspace", "source", "timeoutSeconds"] as const)
      expect(now?.[key], key).toEqual(before?.[key]);
    expect(now?.definition).toMatchObject({ steps: [{ id: "a" }, { id: "b" }, { id: "c" }] });
    expect((await t.store.readArtifact(runId, "spec.md"))?.info.size).toBe(Buffer.byteLength(spec));
    expect(t.dashboard.catalog.get(runId)?.resumes).toEqual({ runId: first, from: "b" });
    expect(refused(await resume(first))).toBe("409 continuation_live");
    expect(await t.dashboard.resumable(first)).toMatchObject({ canContinue: false, steps: [], liveRunId: runId });
  });

  it("is told under one key once, also while the first is live", async () => {
    const first = await ended();
    const body = { idempotencyKey: "k", timeoutSeconds: 5 };
    const { runId } = good(await resume(first, body));
    expect(good(await resume(first, body))).toMatchObject({ runId, deduplicated: true });
    expect((await t.store.readRequest(runId))?.timeoutSeconds).toBe(5);
  });

  it("puts a folder that was taken off the list on it again, and works without one where the first did", async () => {
    const first = await ended();
    await t.store.workspaces.remove(workspace.id);
    const { runId } = good(await resume(first));
    const [added] = await t.store.workspaces.list();
    expect((await t.store.readRequest(runId))?.workspace).toMatchObject({ id: added?.id, path: workspace.localPath });
    const bare = await endedWorkflow(t.store, { request: { definition } });
    expect((await t.store.readRequest(good(await resume(bare)).runId))?.workspace).toBeUndefined();
  });
});

describe("a continuation that is refused", () => {
  it("says why, by status and field, audited", async () => {
    const first = await ended();
    const cases: [string, unknown, string][] = [
      ["no id", {}, "404 no_such_run"],
      ["019b0000-0000-7000-8000-000000000001", {}, "404 no_such_run"],
      [first, { from: "d" }, "400 invalid from"],
      [first, { form: "a" }, "400 invalid form"],
      [first, { timeoutSeconds: 0 }, "400 invalid timeoutSeconds"],
      [await ended({ status: "success" }), {}, "409 nothing_to_continue"],
      [await ended({ steps: [] }), {}, "400 no_steps"],
      [await endedWorkflow(t.store, { request: { kind: "script" } }), {}, "400 not_a_workflow"],
      [await endedWorkflow(t.store, { status: "running" }), {}, "409 run_live"],
    ];
    for (const [runId, body, expected] of cases) expect(refused(await resume(runId, body)), expected).toBe(expected);
    expect(await t.store.readAudit(1)).toMatchObject([{ by: "alice", what: expect.stringContaining("continue run") }]);
    expect(await t.store.readAudit(20)).toHaveLength(cases.length);
  });

  it("obeys the allowlist of today: left out, gone, another of its name, a folder that is disabled or gone", async () => {
    const first = await ended();
    await writeFile(join(t.store.root, "config.yaml"), "allowedWorkflows: [tour]\n");
    expect(refused(await resume(first))).toBe("403 not_allowlisted workflow");
    await writeFile(join(t.store.root, "config.yaml"), "");
    const elsewhere = await ended({ request: { source: "workspace" } });
    expect(refused(await resume(elsewhere))).toBe("403 not_allowlisted workflow");
    await rm(join(t.store.root, "workflows/steps.yaml"));
    expect(refused(await resume(first))).toBe("403 not_allowlisted workflow");
    await define('name: steps\nsteps: [{ id: a, run: ["true"] }]\n');
    await t.store.workspaces.setDisabled(workspace.id, true);
    expect(refused(await resume(first))).toBe("403 workspace_disabled workspace");
    await t.store.workspaces.setDisabled(workspace.id, false);
    await rm(workspace.localPath, { recursive: true });
    expect(refused(await resume(first))).toBe("409 workspace_missing");
  });

  it("a built-in must take the inputs still, and the product's own workflows are nobody's to continue", async () => {
    const request = { source: "builtin", definition: undefined } as const;
    const verify = await ended({ request: { ...request, workflow: "verify", inputs: { gone: 1 } } });
    expect(refused(await resume(verify))).toBe("400 invalid inputs.gone");
    const clone = await endedWorkflow(t.store, { request: { ...request, workflow: "workspace.clone" } });
    expect(refused(await resume(clone))).toBe("403 not_allowlisted workflow");
  });

  it("needs the spec that the first had", async () => {
    const first = await ended({ spec: "Do it." });
    await rm(join(t.store.runDir(first), "spec.md"));
    expect(refused(await resume(first))).toBe("409 resume_missing");
  });
});

describe("what can be gone on with", () => {
  it("names the steps that have ended; a success is run again from one of them only", async () => {
    const outputs = [{ step: "a" }, { step: "b", status: "failed" }, { step: "c", status: "skipped" }] as const;
    const steps = [
      { id: "a", title: "Step a" },
      { id: "b", title: "Step b" },
    ];
    expect(await t.dashboard.resumable(await ended({ outputs: [...outputs] }))).toEqual({ canContinue: true, steps });
    const done = await ended({ status: "success", outputs: [{ step: "a" }, { step: "b" }] });
    expect(await t.dashboard.resumable(done)).toEqual({ canContinue: false, steps });
    const script = await endedWorkflow(t.store, { request: { kind: "script" } });
    expect(await t.dashboard.resumable(script)).toMatchObject({ canContinue: false, steps: [] });
    expect(await t.dashboard.resumable("x")).toBeNull();
  });

  it("is served with the steps, and a continuation by its address", async () => {
    const first = await ended();
    const api = createApi(t.dashboard);
    const ask = async (path: string, method = "GET") => {
      const answer = await api(new Request(`http://127.0.0.1:4590/api${path}`, { method }), "alice");
      return { status: answer.status, location: answer.headers.get("location"), body: await answer.json() };
    };
    expect(await ask(`/runs/${first}/steps`)).toMatchObject({
      status: 200,
      body: {
        total: 2,
        items: [{ step: "a" }, { step: "b" }],
        planned: [{}, {}, {}],
        resumable: { canContinue: true },
      },
    });
    const compared = await ask(`/runs/compare?a=${first}&b=${await ended({ outputs: [{ step: "a" }] })}`);
    expect(compared.body).toMatchObject({ a: { runId: first }, steps: [{ id: "a", same: true }, { b: null }, {}] });
    expect((await ask(`/runs/compare?a=${first}`)).status).toBe(400);
    expect((await ask(`/runs/compare?a=${first}&b=019b0000-0000-7000-8000-000000000001`)).status).toBe(404);
    const { status, location, body } = await ask(`/runs/${first}/resume`, "POST");
    expect([status, location]).toEqual([201, `/api/runs/${body.runId}`]);
  });
});
