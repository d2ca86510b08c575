import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LiveDashboard, liveDashboard } from "./test/live-dashboard.ts";

let t: LiveDashboard;
beforeEach(async () => {
  t = await liveDashboard();
});
afterEach(() => t.close());
const me = { user: "alice", via: "api" } as const;

describe("a start that is refused", () => {
  const many = (value: unknown, length = 200) => Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, value]));
  it.each([
    ["unknown fields", { workflow: "tour", ...many(1) }],
    ["unknown inputs", { workflow: "tour", inputs: many(1) }],
    ["inputs of no simple type", { workflow: "tour", inputs: many({}) }],
  ])("tells a bounded number of many %s", async (_name, body) => {
    const outcome = await t.dashboard.startRun(body, me);
    if (outcome.ok) throw new Error("it was accepted");
    expect(outcome.problem.errors).toHaveLength(50);
    const asJob = { repo_id: "ws_000000000000", script_key: "tour", args: "inputs" in body ? body.inputs : {} };
    const job = await t.dashboard.runner.createJob({ ...body, ...asJob }, undefined, me);
    if (job.ok) throw new Error("it was accepted");
    expect(job.problem.errors?.length).toBeLessThan(110);
  });

  it("tells of too many inputs as one mistake", async () => {
    const outcome = await t.dashboard.startRun({ workflow: "tour", inputs: many({}, 201) }, me);
    const asJob = { repo_id: t.dashboard.serverId, script_key: "tour", args: many({}, 201) };
    const job = await t.dashboard.runner.createJob(asJob, undefined, me);
    if (outcome.ok || job.ok) throw new Error("it was accepted");
    expect(outcome.problem.errors).toEqual([{ path: "inputs", message: "has 201 values; send at most 200" }]);
    expect(job.problem.errors).toContainEqual({ path: "args", message: "has 201 values; send at most 200" });
  });

  const cases: [string, unknown, number, string][] = [
    ["no body", undefined, 400, "(body)"],
    ["a list", [], 400, "(body)"],
    ["no workflow", {}, 400, "workflow"],
    ["a name that is a path", { workflow: "../x" }, 400, "workflow"],
    ["an unknown workflow", { workflow: "nope" }, 403, "workflow"],
    ["an unknown field", { workflow: "tour", argv: ["rm"] }, 400, "argv"],
    ["an unknown input", { workflow: "tour", inputs: { nope: 1 } }, 400, "inputs.nope"],
    ["an input called __proto__", JSON.parse('{"workflow":"tour","inputs":{"__proto__":1}}'), 400, "inputs.__proto__"],
    ["an input of no simple type", { workflow: "tour", inputs: { a: {} } }, 400, "inputs.a"],
    ["no time", { workflow: "tour", timeoutSeconds: 0 }, 400, "timeoutSeconds"],
    ["too much time", { workflow: "tour", timeoutSeconds: 86_401 }, 400, "timeoutSeconds"],
    ["no workspace where one is needed", { workflow: "verify" }, 400, "workspace"],
    ["a relative folder", { workflow: "verify", workspace: "here" }, 400, "workspace"],
    ["a folder that is not there", { workflow: "verify", workspace: "/no/such/folder" }, 400, "workspace"],
    ["a file for a folder", { workflow: "verify", workspace: "/etc/passwd" }, 400, "workspace"],
    ["a NUL in a path", { workflow: "verify", workspace: "/tmp\0/x" }, 400, "workspace"],
    ["an unknown workspace", { workflow: "verify", workspaceId: "ws_000000000000" }, 400, "workspaceId"],
    ["two workspaces", { workflow: "verify", workspace: "/tmp", workspaceId: "ws_000000000000" }, 400, "workspace"],
    ["a spec for a workflow without one", { workflow: "verify", workspace: "/tmp", spec: "x" }, 400, "spec"],
    ["an idempotency key without content", { workflow: "tour", idempotencyKey: "" }, 400, "idempotencyKey"],
  ];
  it.each(cases)("%s: with its field, audited, and nothing on disk", async (_name, body, status, path) => {
    const outcome = await t.dashboard.startRun(body, me);
    if (outcome.ok) throw new Error("it was accepted");
    expect(outcome.problem.status).toBe(status);
    expect(outcome.problem.errors?.map((e) => e.path)).toContain(path);
    const [line] = await t.store.readAudit(10);
    expect(line).toMatchObject({ by: "alice", via: "api", field: path });
    expect(line?.reason).toMatch(new RegExp(`^${status} `));
    expect(t.dashboard.catalog.size()).toBe(0);
    expect(await t.store.workspaces.list()).toEqual([]);
  });

  it("a definition whose file is missing: said with its path before anything is written, and started once it is there", async () => {
    const folder = join(t.store.root, "workflows");
    await mkdir(folder, { recursive: true });
    const text = "name: w\nsteps: [{ id: a, run: [sh, { file: scripts/a.sh }] }, { id: b, run: [no-such-program] }]\n";
    await writeFile(join(folder, "w.yaml"), text);
    const outcome = await t.dashboard.startRun({ workflow: "w", workspace: t.dir }, me);
    if (outcome.ok) throw new Error("it was accepted");
    const path = join(folder, "scripts/a.sh");
    const message = `the file ${path} does not exist; put it there, or correct { file } in ${join(folder, "w.yaml")}`;
    expect(outcome.problem).toMatchObject({ status: 400, errors: [{ path: "workflow", message }] });
    expect(await t.store.readAudit(1)).toMatchObject([{ field: "workflow" }]);
    expect([t.dashboard.catalog.size(), await t.store.workspaces.list()]).toEqual([0, []]);
    await mkdir(join(folder, "scripts"));
    await writeFile(path, "");
    const started = await t.dashboard.startRun({ workflow: "w", workspace: t.dir }, me);
    if (!started.ok) throw new Error(started.problem.detail);
    const request = await t.store.readRequest(started.value.runId);
    expect(request?.definition).toMatchObject({ steps: [{ run: ["sh", path] }, {}] });
  });

  it("names every field that is wrong at once, also beside a time limit that is", async () => {
    const body = { workflow: "verify", workspace: "../etc", inputs: { only: "nope" }, timeoutSeconds: 0 };
    for (const [given, paths] of [
      [body, ["inputs.only", "timeoutSeconds", "workspace"]],
      [{ ...body, timeoutSeconds: 60 }, ["inputs.only", "workspace"]],
      [{ ...body, workspace: undefined }, ["inputs.only", "timeoutSeconds", "workspace"]],
    ] as const) {
      const outcome = await t.dashboard.startRun(given, me);
      if (outcome.ok) throw new Error("it was accepted");
      expect(outcome.problem.errors?.map((e) => e.path).sort()).toEqual(paths);
    }
  });

  it("never leaves a value in the audit, nor a secret in the answer", async () => {
    const secret = `ghp_${"a1B2".repeat(9)}`;
    const outcome = await t.dashboard.startRun(
      { workflow: "tour", inputs: { [secret]: 1, x: "top secret words" } },
      me,
    );
    if (outcome.ok) throw new Error("it was accepted");
    const audit = JSON.stringify(await t.store.readAudit(10));
    expect(audit).not.toContain("top secret words");
    expect(audit + JSON.stringify(outcome.problem)).not.toContain(secret);
  });
});

describe("a start that is accepted", () => {
  it("registers the folder, records who and where from, and runs", async () => {
    const folder = join(t.dir, "repo");
    await mkdir(folder);
    await writeFile(join(folder, "package.json"), "{}");
    const outcome = await t.dashboard.startRun({ workflow: "verify", workspace: folder }, me);
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    const [workspace] = await t.store.workspaces.list();
    const request = await t.store.readRequest(outcome.value.runId);
    expect(request).toMatchObject({
      requestedBy: "alice",
      requestedVia: "api",
      workflow: "verify",
      source: "builtin",
      workspace: { id: workspace?.id, path: workspace?.localPath },
    });
    expect(request?.provenance?.versions["codex-toolloop"]).toBe("0.0.0");
    expect(await t.dashboard.supervisor.settled(outcome.value.runId)).toBe("success");
    expect((await t.dashboard.run(outcome.value.runId))?.status).toBe("success");
  });

  it("the allowlist of config.yaml holds at once, also when it is emptied while we run", async () => {
    await writeFile(join(t.store.root, "config.yaml"), "allowedWorkflows: []\n");
    const outcome = await t.dashboard.startRun({ workflow: "tour" }, me);
    expect(outcome).toMatchObject({ ok: false, problem: { status: 403 } });
  });

  it("a workspace's own workflows run only once it is trusted", async () => {
    const folder = join(t.dir, "repo");
    await mkdir(join(folder, ".codex-toolloop/workflows"), { recursive: true });
    await writeFile(
      join(folder, ".codex-toolloop/workflows/own.yaml"),
      'name: own\nsteps:\n  - id: a\n    run: ["true"]\n',
    );
    const record = await t.store.workspaces.add(folder);
    const start = () => t.dashboard.startRun({ workflow: "own", workspaceId: record.id }, me);
    expect(await start()).toMatchObject({ ok: false, problem: { status: 403 } });
    await t.store.workspaces.setTrusted(record.id, true);
    expect(await start()).toMatchObject({ ok: true });
  });

  it("the same key is the same run", async () => {
    const body = { workflow: "tour", idempotencyKey: "k1" };
    const [a, b] = [await t.dashboard.startRun(body, me), await t.dashboard.startRun(body, me)];
    if (!a.ok || !b.ok) throw new Error("refused");
    expect(b.value).toMatchObject({ runId: a.value.runId, deduplicated: true });
  });
});

describe("a stop", () => {
  it("of what is no run is 404, of a final run 409", async () => {
    expect(await t.dashboard.stopRun("../x", me)).toMatchObject({ ok: false, problem: { status: 404 } });
    expect(await t.dashboard.stopRun("00000000-0000-7000-8000-000000000000", me)).toMatchObject({
      ok: false,
      problem: { status: 404 },
    });
    const outcome = await t.dashboard.startRun({ workflow: "tour" }, me);
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    await t.dashboard.supervisor.settled(outcome.value.runId);
    expect(await t.dashboard.stopRun(outcome.value.runId, me)).toMatchObject({ ok: false, problem: { status: 409 } });
  });
});
