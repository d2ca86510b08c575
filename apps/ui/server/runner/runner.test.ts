import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspaceRecord } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi } from "../api/create-api.ts";
import { type LiveDashboard, liveDashboard } from "../test/live-dashboard.ts";

const SCRIPT = `name: count
title: Count lines
kind: script
workspace: required
timeoutSeconds: 120
env: [LANG]
inputs:
  retries: { type: integer, min: 1, max: 10, default: 2, flag: --retries }
  verbose: { type: boolean, default: false, flag: --verbose }
steps:
  - { id: count, run: [wc, -l, { flags: [retries, verbose] }] }
`;

let t: LiveDashboard;
let repo: WorkspaceRecord;
const open = async (options: Parameters<typeof liveDashboard>[0] = {}) => {
  t = await liveDashboard(options);
  await mkdir(join(t.store.root, "workflows"), { recursive: true });
  await writeFile(join(t.store.root, "workflows/count.yaml"), SCRIPT);
  await mkdir(join(t.dir, "repo"));
  repo = await t.store.workspaces.add(join(t.dir, "repo"));
};
beforeEach(() => open());
afterEach(() => t.close());

/** Runs stay until they are stopped, one at a time. */
async function openBusy(env: Record<string, string> = {}): Promise<void> {
  await t.close();
  await open({
    env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_STOP_GRACE_SECONDS: "0", ...env },
    program: ["/bin/sh", "-c", "exec sleep 60"],
  });
}

const ask = (path: string, init: RequestInit = {}) =>
  createApi(t.dashboard)(new Request(`http://127.0.0.1:4590/api/runner${path}`, init), "alice");
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask("/jobs", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const good = (args: object = {}) => ({ repo_id: repo.id, script_key: "count", args });
// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads them
const read = async (answer: Response | Promise<Response>): Promise<any> => (await answer).json();
const cancel = (id: string) => ask(`/jobs/${id}/cancel`, { method: "POST" });

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
    const body = JSON.parse(JSON.stringify(given).replace('"REPO"', JSON.stringify(repo.id)));
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const problem = await read(answer);
    expect(problem.errors.map((e: { path: string }) => e.path).sort()).toEqual(paths);
    const audit = await t.store.readAudit(20);
    expect(audit.map((line) => line.field).sort()).toEqual(paths);
    expect(audit.every((line) => line.by === "alice" && line.reason.startsWith(`${status} `))).toBe(true);
    expect(t.dashboard.catalog.size()).toBe(0);
  });
  it.each(["", "two words", "umlaut-ü", "x".repeat(201)])("the key %j, beside what else is wrong", async (key) => {
    const answer = await post({ ...good(), args: { retries: 0 } }, { "Idempotency-Key": key });
    expect(answer.status).toBe(400);
    expect((await read(answer)).errors.map((e: { path: string }) => e.path).sort()).toEqual([
      "Idempotency-Key",
      "args.retries",
    ]);
  });
  it("a script that config.yaml leaves out", async () => {
    await writeFile(join(t.store.root, "config.yaml"), "allowedWorkflows: [tour]\n");
    expect(await read(post(good()))).toMatchObject({ status: 403, errors: [{ path: "script_key" }] });
    expect((await read(ask("/scripts"))).items).toMatchObject([
      { key: "count", enabled: false, problem: expect.stringContaining("allowedWorkflows") },
    ]);
  });
  it("a script whose file is missing, cannot be executed, or works in no folder, until that is put right", async () => {
    const folder = join(t.store.root, "workflows");
    const own = "name: own\nkind: script\nworkspace: required\nsteps: [{ id: a, run: [{ file: go.sh }] }]\n";
    await writeFile(join(folder, "own.yaml"), own);
    const bare = 'name: bare\nkind: script\nworkspace: none\nsteps: [{ id: a, run: ["true"] }]\n';
    await writeFile(join(folder, "bare.yaml"), bare);
    const told = async (key: string) => {
      const { items } = await read(ask(`/scripts?repo_id=${repo.id}`));
      const { enabled, problem } = items.find((s: { key: string }) => s.key === key);
      const answer = await read(post({ ...good(), script_key: key }));
      expect([enabled, answer.status, answer.errors]).toEqual([false, 400, [{ path: "script_key", message: problem }]]);
      return problem;
    };
    expect(await told("bare")).toContain("workspace: required");
    expect(await told("own")).toContain(`${join(folder, "go.sh")} does not exist`);
    await writeFile(join(folder, "go.sh"), "#!/bin/sh\n", { mode: 0o600 });
    expect(await told("own")).toContain(`chmod +x ${join(folder, "go.sh")}`);
    expect(t.dashboard.catalog.size()).toBe(0);
    await chmod(join(folder, "go.sh"), 0o700);
    const accepted = await post({ ...good(), script_key: "own" });
    expect(accepted.status).toBe(201);
    const { job_id } = await read(accepted);
    expect((await read(ask(`/jobs/${job_id}`))).argv).toEqual([join(folder, "go.sh")]);
  });
  it("by the definition as its file is now", async () => {
    expect((await post(good({ retries: 10 }))).status).toBe(201);
    await writeFile(join(t.store.root, "workflows/count.yaml"), SCRIPT.replace("max: 10", "max: 09"));
    expect(await read(post(good({ retries: 10 })))).toMatchObject({ status: 400, errors: [{ path: "args.retries" }] });
    await rm(join(t.store.root, "workflows/count.yaml"));
    expect(await read(post(good()))).toMatchObject({ status: 403, errors: [{ path: "script_key" }] });
  });
  it("a repo that is disabled, for jobs and for workflows; enabled again it may", async () => {
    await t.store.workspaces.setDisabled(repo.id, true);
    expect(await read(post(good()))).toMatchObject({ status: 403, errors: [{ path: "repo_id" }] });
    expect(await read(post(good({ retries: 0 })))).toMatchObject({
      status: 400,
      errors: [{ path: "args.retries" }, { path: "repo_id" }],
    });
    const verify = { workflow: "verify", workspaceId: repo.id };
    const caller = { user: "alice", via: "api" } as const;
    expect(await t.dashboard.startRun(verify, caller)).toMatchObject({
      problem: { status: 403, errors: [{ path: "workspaceId" }] },
    });
    expect(await t.dashboard.startRun({ workflow: "verify", workspace: repo.localPath }, caller)).toMatchObject({
      problem: { status: 403, errors: [{ path: "workspace" }] },
    });
    expect((await read(ask("/repos"))).items).toMatchObject([{ enabled: false, problem: expect.any(String) }]);
    await t.store.workspaces.setDisabled(repo.id, false);
    expect((await post(good())).status).toBe(201);
    expect((await read(ask("/repos"))).items).toEqual([
      { id: repo.id, name: "repo", path: repo.localPath, enabled: true },
    ]);
  });
  it("a repo whose folder is gone", async () => {
    await rm(repo.localPath, { recursive: true });
    expect(await read(post(good()))).toMatchObject({ status: 400, errors: [{ path: "repo_id" }] });
    expect((await read(ask("/repos"))).items).toMatchObject([
      { enabled: false, problem: expect.stringContaining("not there") },
    ]);
  });
  it("by a dashboard that may not write: 503", async () => {
    await t.close();
    await open({ env: { TOOLLOOP_READ_ONLY: "1" } });
    expect(await read(post(good()))).toMatchObject({ status: 503, type: "urn:codex-toolloop:read_only" });
  });
});

describe("a job", () => {
  it("is a run of kind script with the arguments and their defaults", async () => {
    const answer = await post(good({ verbose: true }));
    expect(answer.status).toBe(201);
    const { job_id, deduplicated } = await read(answer);
    expect(deduplicated).toBe(false);
    expect(answer.headers.get("location")).toBe(`/api/runner/jobs/${job_id}`);
    await t.dashboard.supervisor.settled(job_id);
    expect(await read(ask(`/jobs/${job_id}`))).toMatchObject({
      job_id,
      script_key: "count",
      title: "Count lines",
      repo_id: repo.id,
      repo_name: "repo",
      repo_path: repo.localPath,
      status: "success",
      requested_by: "alice",
      args: { retries: 2, verbose: true },
      argv: ["wc", "-l", "--retries", "2", "--verbose"],
      env: ["PATH", "HOME", "LANG"],
      timeout_seconds: 120,
      exit_code: 0,
      ahead: [],
      command: `npx codex-toolloop run script count --repo ${repo.localPath} --retries 2 --verbose`,
    });
    expect(await t.store.readRequest(job_id)).toMatchObject({ kind: "script", workflow: "count" });
  });
  it("with a key is the same job again, in parallel too; other content is 409, another key another job", async () => {
    const key = { "Idempotency-Key": "k/1" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(good(), key)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 200, 200, 201]);
    const all = await Promise.all(answers.map(read));
    expect(new Set(all.map((job) => job.job_id)).size).toBe(1);
    expect(all.filter((job) => job.deduplicated)).toHaveLength(4);
    // Defaults that are written out are the same request.
    expect((await post(good({ retries: 2 }), key)).status).toBe(200);
    expect(await read(post(good({ retries: 3 }), key))).toMatchObject({
      status: 409,
      type: "urn:codex-toolloop:idempotency_key_reused_with_different_payload",
    });
    expect((await post(good(), { "Idempotency-Key": "k/2" })).status).toBe(201);
    expect((await read(ask("/jobs"))).total).toBe(2);
  });
  it("waits with its place and what is ahead of it; over the bound is 429 with Retry-After", async () => {
    await openBusy({ TOOLLOOP_MAX_QUEUED_PER_USER: "2" });
    const first = await read(post(good()));
    const second = await read(post(good()));
    const third = await read(post(good({ retries: 3 })));
    expect([first, second, third]).toMatchObject([
      { status: "running" },
      { status: "queued", queue_position: 1 },
      { status: "queued", queue_position: 2 },
    ]);
    expect(await read(ask(`/jobs/${third.job_id}`))).toMatchObject({
      queue_position: 2,
      ahead: [
        { job_id: first.job_id, title: "Count lines", status: "running" },
        { job_id: second.job_id, status: "queued" },
      ],
    });
    const refused = await post(good());
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(refused)).toMatchObject({ type: "urn:codex-toolloop:queue_full_user" });
    expect(await t.store.readAudit(5)).toMatchObject([{ by: "alice", what: "job count" }]);
  });
});

describe("a cancel", () => {
  it("of a waiting job is 200 and final, of a running one 202 twice, of a final one 409", async () => {
    await openBusy();
    const running = (await read(post(good()))).job_id;
    const waiting = (await read(post(good()))).job_id;
    const canceled = await cancel(waiting);
    expect(canceled.status).toBe(200);
    expect(await read(canceled)).toMatchObject({ job_id: waiting, status: "canceled" });
    expect((await cancel(waiting)).status).toBe(409);
    const [one, two] = await Promise.all([cancel(running), cancel(running)]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(await read(one)).toMatchObject({ status: "running", stop_requested_at: expect.any(String) });
    expect(await t.dashboard.supervisor.settled(running)).toBe("canceled");
    expect((await cancel(running)).status).toBe(409);
  });
  it("of what is no job is 404: an unknown id, no id, a run that is no script", async () => {
    const outcome = await t.dashboard.startRun({ workflow: "tour" }, { user: "alice", via: "api" });
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    const others = [outcome.value.runId, "00000000-0000-7000-8000-000000000000", "x", "..%2fx"];
    for (const id of others) {
      expect(await read(cancel(id))).toMatchObject({ status: 404, type: "urn:codex-toolloop:no_such_job" });
      for (const at of ["", "/logs", "/download"])
        expect(await read(ask(`/jobs/${id}${at}`))).toMatchObject({
          status: 404,
          type: "urn:codex-toolloop:no_such_job",
        });
    }
    expect((await read(ask("/jobs"))).total).toBe(0);
  });
});

describe("the list", () => {
  it("is of jobs only, newest first, by state, repo and script, in pages", async () => {
    await openBusy();
    await mkdir(join(t.dir, "other"));
    const other = await t.store.workspaces.add(join(t.dir, "other"));
    const ids: string[] = [];
    for (const id of [repo.id, repo.id, other.id]) {
      const { job_id } = await read(post({ ...good(), repo_id: id }));
      ids.unshift(job_id);
    }
    const total = async (query: string) => (await read(ask(`/jobs${query}`))).total;
    const page = await read(ask("/jobs?limit=2&offset=1"));
    expect(page).toMatchObject({ total: 3, limit: 2, offset: 1 });
    expect(page.items.map((j: { job_id: string }) => j.job_id)).toEqual(ids.slice(1));
    expect(await total("?status=queued")).toBe(2);
    expect(await total("?status=queued,running")).toBe(3);
    expect(await total(`?repo_id=${other.id}`)).toBe(1);
    expect(await total("?script_key=count")).toBe(3);
    expect(await total("?script_key=nope")).toBe(0);
  });
  it.each(["?limit=0", "?limit=201", "?offset=-1", "?status=nope", "?kind=script"])("%s is 400", async (query) => {
    expect((await ask(`/jobs${query}`)).status).toBe(400);
  });
});

it("the log is read in slices, and downloaded whole", async () => {
  const { job_id } = await read(post(good()));
  await t.dashboard.supervisor.settled(job_id);
  expect(await (await ask(`/jobs/${job_id}/download`)).text()).toBe("");
  await writeFile(join(t.store.runDir(job_id), "output.log"), "one\ntwo\nthree\n");
  expect(await read(ask(`/jobs/${job_id}/logs?limit=4`))).toEqual({
    offset: 0,
    next_offset: 4,
    size: 14,
    is_complete: false,
    content: "one\n",
  });
  expect(await read(ask(`/jobs/${job_id}/logs?offset=4`))).toMatchObject({
    content: "two\nthree\n",
    is_complete: true,
  });
  expect((await ask(`/jobs/${job_id}/logs?limit=131073`)).status).toBe(400);
  const file = await ask(`/jobs/${job_id}/download`);
  expect(file.headers.get("content-disposition")).toBe(`attachment; filename="count-${job_id}.log"`);
  expect(await file.text()).toBe("one\ntwo\nthree\n");
});
