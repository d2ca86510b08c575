import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type JobClient, jobClient } from "../support/job-client.ts";
import { type JobStore, jobStore } from "../support/job-store.ts";
import { startServer, type TestServer } from "../support/server.ts";

const CLI = resolve(import.meta.dirname, "../../apps/cli/bin/codex-toolloop.mjs");

let files: JobStore;
let server: TestServer;
let jobs: JobClient;
let repoId: string;
beforeAll(async () => {
  files = await jobStore();
  server = await startServer({
    store: files.store,
    env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_MAX_QUEUED: "3", TOOLLOOP_STOP_GRACE_SECONDS: "1" },
  });
  jobs = jobClient(server.url);
  repoId = await register(server.url);
});
afterAll(async () => {
  await server?.stop();
  await files?.remove();
});

async function send(url: string, method: string, path: string, body: unknown): Promise<Response> {
  const headers = { origin: url, "content-type": "application/json" };
  return await fetch(url + path, { method, headers, body: JSON.stringify(body) });
}
async function register(url: string): Promise<string> {
  const answer = await send(url, "POST", "/api/workspaces/import-local", { path: files.repo });
  return ((await answer.json()) as { id: string }).id;
}
const of = (script_key: string, args: object = {}) => ({ repo_id: repoId, script_key, args });

describe("every answer of the job routes", () => {
  it("201, then 200 for the same again and 409 for another payload", async () => {
    const first = await jobs.create(of("note", { name: "a" }), "k1");
    expect(first.status).toBe(201);
    expect(first.headers.get("location")).toBe(`/api/runner/jobs/${first.body.job_id}`);
    expect(await jobs.create(of("note", { name: "a" }), "k1")).toMatchObject({
      status: 200,
      body: { job_id: first.body.job_id, deduplicated: true },
    });
    expect(await jobs.create(of("note", { name: "b" }), "k1")).toMatchObject({
      status: 409,
      body: { type: "urn:codex-toolloop:idempotency_key_reused_with_different_payload" },
    });
    const done = await jobs.settled(first.body.job_id);
    expect(done).toMatchObject({ status: "success", exit_code: 0, args: { name: "a" }, repo_path: files.repo });
    expect((await jobs.log(first.body.job_id)).content).toBe("noted a\n");
  });

  it("400 and 403 name the field, and spawn nothing", async () => {
    const before = (await jobs.jobs()).total;
    const refused = async (body: unknown, key?: string) => {
      const answer = await jobs.create(body, key);
      return [answer.status, ...(answer.body.errors ?? []).map((e) => e.path).sort()];
    };
    expect(await refused(of("note", { name: "A" }))).toEqual([400, "args.name"]);
    expect(await refused(of("note", { name: "a", code: 1 }))).toEqual([400, "args.code"]);
    expect(await refused(of("tour"))).toEqual([400, "script_key"]);
    expect(await refused(of("rm -rf /"))).toEqual([403, "script_key"]);
    expect(await refused({ ...of("note", { name: "a" }), repo_id: "ws_000000000000" })).toEqual([400, "repo_id"]);
    expect(await refused(of("note", { name: "a" }), "two words")).toEqual([400, "Idempotency-Key"]);
    await send(server.url, "PATCH", `/api/workspaces/${repoId}`, { disabled: true });
    expect(await refused(of("note", { name: "a" }))).toEqual([403, "repo_id"]);
    await send(server.url, "PATCH", `/api/workspaces/${repoId}`, { disabled: false });
    expect((await jobs.jobs()).total).toBe(before);
  });

  it("how a script ends: its exit code, its time limit", async () => {
    const { job_id: failed } = (await jobs.create(of("fail", { code: 7 }))).body;
    expect(await jobs.settled(failed)).toMatchObject({ status: "failed", exit_code: 7 });
    const { job_id: late } = (await jobs.create(of("slow"))).body;
    expect(await jobs.settled(late)).toMatchObject({ status: "timeout", reason: "deadline" });
  });

  it("429 with Retry-After at the bound; cancel is 200 while it waits, 202 and 202 while it runs, then 409", async () => {
    await files.gate("g1");
    const running = (await jobs.create(of("gate", { at: "g1" }))).body;
    const waiting = [];
    for (const name of ["x", "y", "z"]) waiting.push((await jobs.create(of("note", { name }))).body);
    expect([running, ...waiting].map((j) => [j.status, j.queue_position])).toEqual([
      ["running", undefined],
      ["queued", 1],
      ["queued", 2],
      ["queued", 3],
    ]);
    const refused = await jobs.create(of("note", { name: "too-many" }));
    expect(refused).toMatchObject({ status: 429, body: { type: "urn:codex-toolloop:queue_full" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    const last = waiting[2]?.job_id ?? "";
    expect((await jobs.job(last)).ahead.map((j) => j.job_id)).toEqual([
      running.job_id,
      waiting[0]?.job_id,
      waiting[1]?.job_id,
    ]);
    for (const { job_id } of waiting) {
      expect(await jobs.cancel(job_id)).toMatchObject({ status: 200, body: { status: "canceled" } });
      expect((await jobs.cancel(job_id)).status).toBe(409);
    }
    const twice = await Promise.all([jobs.cancel(running.job_id), jobs.cancel(running.job_id)]);
    expect(twice.map((a) => a.status)).toEqual([202, 202]);
    const done = await jobs.settled(running.job_id);
    expect(done).toMatchObject({ status: "canceled", stop_requested_at: expect.any(String) });
    // Its timeline is of the audit's lines, and the last one may come a moment after the status.
    await expect
      .poll(async () => (await jobs.job(running.job_id)).events.at(-1), { timeout: 10_000 })
      .toMatchObject({ type: "run.finished", to: "canceled" });
    expect((await jobs.cancel(running.job_id)).status).toBe(409);
    expect(await jobs.jobs("?status=queued,running")).toMatchObject({ total: 0 });
  });

  it("404 for what is no job, also for a run of another kind", async () => {
    const run = await send(server.url, "POST", "/api/runs", { workflow: "tour", inputs: { pace: "instant" } });
    const { runId } = (await run.json()) as { runId: string };
    for (const id of [runId, "00000000-0000-7000-8000-000000000000", "nope"]) {
      expect((await jobs.cancel(id)).status).toBe(404);
      for (const at of ["", "/logs", "/download"])
        expect((await fetch(`${server.url}/api/runner/jobs/${id}${at}`)).status).toBe(404);
    }
  });

  it("its command, pasted into a shell, is the same job", async () => {
    const args = { text: "it's $HOME\n*", loud: true, quiet: false, repo: "a b", json: "-x" };
    const { body } = await jobs.create(of("say", args));
    const job = await jobs.settled(body.job_id);
    const line = job.command.replace(/^npx codex-toolloop /, `"${process.execPath}" "${CLI}" `);
    expect(line).not.toBe(job.command);
    const env = { ...process.env, TOOLLOOP_HOME: files.store };
    execFileSync("/bin/sh", ["-c", line], { env, cwd: "/", stdio: "pipe" });
    const repeated = await vi.waitFor(async () => {
      const other = (await jobs.jobs("?script_key=say")).items.find((j) => j.job_id !== job.job_id);
      return await jobs.job(other?.job_id ?? "");
    });
    expect([repeated.args, repeated.argv, repeated.repo_path]).toEqual([args, job.argv, job.repo_path]);
    expect((await jobs.log(repeated.job_id)).content).toBe((await jobs.log(job.job_id)).content);
  });

  it("503 from a dashboard that may not write", async () => {
    const other = await startServer({ store: files.store, env: { TOOLLOOP_READ_ONLY: "1" } });
    try {
      expect(await jobClient(other.url).create(of("note", { name: "a" }))).toMatchObject({
        status: 503,
        body: { type: "urn:codex-toolloop:read_only" },
      });
      expect((await jobClient(other.url).jobs()).total).toBeGreaterThan(0);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ["/kitchen/runner", "/runner"],
    ["/kitchen/runner?status=failed&repo=a%20b", "/runner?status=failed&repo=a%20b"],
  ])("308: %s is at %s now", async (from, to) => {
    const answer = await fetch(server.url + from, { redirect: "manual" });
    expect(answer.status).toBe(308);
    const [there, wanted] = [answer.headers.get("location") ?? "", to].map((path) => new URL(path, server.url));
    expect(there?.pathname).toBe(wanted?.pathname);
    expect([...(there?.searchParams ?? [])]).toEqual([...(wanted?.searchParams ?? [])]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });
});
