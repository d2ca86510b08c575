import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi } from "../api/create-api.ts";
import { COUNT, type LiveRunner, liveRunner, read } from "../test/live-runner.ts";

let r: LiveRunner;
beforeEach(async () => {
  r = await liveRunner();
});
afterEach(() => r.close());

describe("a job that is refused", () => {
  const of = (more: object) => ({ repo_id: "REPO", script_key: "count", args: {}, ...more });
  const cases: [string, unknown, number, string[]][] = [
    ["nothing", null, 400, ["(body)"]],
    ["an empty body", {}, 400, ["repo_id", "script_key"]],
    ["a field too many", of({ argv: ["rm"] }), 400, ["argv"]],
    ["an unknown script", of({ script_key: "cuont" }), 403, ["script_key"]],
    ["a key that is a path", of({ script_key: "../x" }), 403, ["script_key"]],
    ["a workflow that is no script", of({ script_key: "tour" }), 400, ["script_key"]],
    ["an argument of another script", of({ args: { depth: 1 } }), 400, ["args.depth"]],
    ["an argument out of range", of({ args: { retries: 11 } }), 400, ["args.retries"]],
    ["an argument of another type", of({ args: { verbose: "perhaps" } }), 400, ["args.verbose"]],
    ["an argument of no simple type", of({ args: { retries: [1] } }), 400, ["args.retries"]],
    [
      "too many arguments",
      of({ args: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [i, []])) }),
      400,
      ["args"],
    ],
    ["an argument called __proto__", of({ args: JSON.parse('{"__proto__":1}') }), 400, ["args.__proto__"]],
    ["arguments that are no object", of({ args: [1] }), 400, ["args"]],
    ["an unknown repo", of({ repo_id: "ws_000000000000" }), 400, ["repo_id"]],
    [
      "all of it at once",
      { repo_id: "nope", script_key: "count", args: { retries: 0, depth: 1 }, x: 1 },
      400,
      ["args.depth", "args.retries", "repo_id", "x"],
    ],
  ];
  it.each(cases)("%s: with its fields, audited, and nothing on disk", async (_name, given, status, paths) => {
    const body = JSON.parse(JSON.stringify(given).replace('"REPO"', JSON.stringify(r.repo.id)));
    const answer = await r.post(body);
    expect(answer.status).toBe(status);
    const problem = await read(answer);
    expect(problem.errors.map((e: { path: string }) => e.path).sort()).toEqual(paths);
    const audit = await r.store.readAudit(20);
    expect(audit.map((line) => line.field).sort()).toEqual(paths);
    expect(audit.every((line) => line.by === "alice" && line.reason.startsWith(`${status} `))).toBe(true);
    expect(r.dashboard.catalog.size()).toBe(0);
  });
  it.each(["", "two words", "umlaut-ü", "x".repeat(201)])("the key %j, beside what else is wrong", async (key) => {
    const answer = await r.post({ ...r.good(), args: { retries: 0 } }, { "Idempotency-Key": key });
    expect(answer.status).toBe(400);
    expect((await read(answer)).errors.map((e: { path: string }) => e.path).sort()).toEqual([
      "Idempotency-Key",
      "args.retries",
    ]);
  });
  it.each([
    ["is no JSON", "{", "application/json", 400],
    ["is of another type", "{}", "text/plain", 415],
  ])("a body that %s is no request yet: not audited", async (_name, body, type, status) => {
    for (const path of ["runner/jobs", "runs"]) {
      const init = { method: "POST", headers: { "content-type": type }, body };
      const answer = await createApi(r.dashboard)(new Request(`http://127.0.0.1:4590/api/${path}`, init), "alice");
      expect(answer.status).toBe(status);
    }
    expect(await r.store.readAudit(20)).toEqual([]);
  });
  it("a script that config.yaml leaves out", async () => {
    await writeFile(join(r.store.root, "config.yaml"), "allowedWorkflows: [tour]\n");
    expect(await read(r.post(r.good()))).toMatchObject({ status: 403, errors: [{ path: "script_key" }] });
    expect((await read(r.ask("/scripts"))).items).toMatchObject([
      { key: "count", enabled: false, problem: expect.stringContaining("allowedWorkflows") },
    ]);
  });
  it("a script whose file is missing, cannot be executed, or works in no folder, until that is put right", async () => {
    const folder = join(r.store.root, "workflows");
    const own = "name: own\nkind: script\nworkspace: required\nsteps: [{ id: a, run: [{ file: go.sh }] }]\n";
    await writeFile(join(folder, "own.yaml"), own);
    const bare = 'name: bare\nkind: script\nworkspace: none\nsteps: [{ id: a, run: ["true"] }]\n';
    await writeFile(join(folder, "bare.yaml"), bare);
    const told = async (key: string) => {
      const { items } = await read(r.ask(`/scripts?repo_id=${r.repo.id}`));
      const { enabled, problem } = items.find((s: { key: string }) => s.key === key);
      const answer = await read(r.post({ ...r.good(), script_key: key }));
      expect([enabled, answer.status, answer.errors]).toEqual([false, 400, [{ path: "script_key", message: problem }]]);
      return problem;
    };
    expect(await told("bare")).toContain("workspace: required");
    expect(await told("own")).toContain(`${join(folder, "go.sh")} does not exist`);
    await writeFile(join(folder, "go.sh"), "#!/bin/sh\n", { mode: 0o600 });
    expect(await told("own")).toContain(`chmod +x ${join(folder, "go.sh")}`);
    expect(r.dashboard.catalog.size()).toBe(0);
    await chmod(join(folder, "go.sh"), 0o700);
    const accepted = await r.post({ ...r.good(), script_key: "own" });
    expect(accepted.status).toBe(201);
    const { job_id } = await read(accepted);
    expect((await read(r.ask(`/jobs/${job_id}`))).argv).toEqual([join(folder, "go.sh")]);
  });
  it("by the definition as its file is now", async () => {
    expect((await r.post(r.good({ retries: 10 }))).status).toBe(201);
    await writeFile(join(r.store.root, "workflows/count.yaml"), COUNT.replace("max: 10", "max: 09"));
    expect(await read(r.post(r.good({ retries: 10 })))).toMatchObject({
      status: 400,
      errors: [{ path: "args.retries" }],
    });
    await rm(join(r.store.root, "workflows/count.yaml"));
    expect(await read(r.post(r.good()))).toMatchObject({ status: 403, errors: [{ path: "script_key" }] });
  });
  it("a repo that is disabled, for jobs and for workflows; enabled again it may", async () => {
    await r.store.workspaces.setDisabled(r.repo.id, true);
    expect(await read(r.post(r.good()))).toMatchObject({ status: 403, errors: [{ path: "repo_id" }] });
    expect(await read(r.post(r.good({ retries: 0 })))).toMatchObject({
      status: 400,
      errors: [{ path: "args.retries" }, { path: "repo_id" }],
    });
    const verify = { workflow: "verify", workspaceId: r.repo.id };
    const caller = { user: "alice", via: "api" } as const;
    expect(await r.dashboard.startRun(verify, caller)).toMatchObject({
      problem: { status: 403, errors: [{ path: "workspaceId" }] },
    });
    expect(await r.dashboard.startRun({ workflow: "verify", workspace: r.repo.localPath }, caller)).toMatchObject({
      problem: { status: 403, errors: [{ path: "workspace" }] },
    });
    expect((await read(r.ask("/repos"))).items).toMatchObject([{ enabled: false, problem: expect.any(String) }]);
    await r.store.workspaces.setDisabled(r.repo.id, false);
    expect((await r.post(r.good())).status).toBe(201);
    expect((await read(r.ask("/repos"))).items).toEqual([
      { id: r.repo.id, name: "repo", path: r.repo.localPath, enabled: true },
    ]);
  });
  it("a repo whose folder is gone", async () => {
    await rm(r.repo.localPath, { recursive: true });
    expect(await read(r.post(r.good()))).toMatchObject({ status: 400, errors: [{ path: "repo_id" }] });
    expect((await read(r.ask("/repos"))).items).toMatchObject([
      { enabled: false, problem: expect.stringContaining("not there") },
    ]);
  });
  it("by a dashboard that may not write: 503", async () => {
    await r.close();
    r = await liveRunner({ env: { TOOLLOOP_READ_ONLY: "1" } });
    expect(await read(r.post(r.good()))).toMatchObject({ status: 503, type: "urn:codex-toolloop:read_only" });
  });
});
