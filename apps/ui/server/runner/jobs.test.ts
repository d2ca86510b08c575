import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { busyRunner, type LiveRunner, liveRunner, read } from "../test/live-runner.ts";

let r: LiveRunner;
beforeEach(async () => {
  r = await liveRunner();
});
afterEach(() => r.close());

/** From now on runs stay until they are stopped, one at a time. */
async function busy(env: Record<string, string> = {}): Promise<void> {
  await r.close();
  r = await busyRunner(env);
}

describe("a job", () => {
  it("is a run of kind script with the arguments and their defaults", async () => {
    const answer = await r.post(r.good({ verbose: true }));
    expect(answer.status).toBe(201);
    const { job_id, deduplicated } = await read(answer);
    expect(deduplicated).toBe(false);
    expect(answer.headers.get("location")).toBe(`/api/runner/jobs/${job_id}`);
    await r.dashboard.supervisor.settled(job_id);
    expect(await read(r.ask(`/jobs/${job_id}`))).toMatchObject({
      job_id,
      script_key: "count",
      title: "Count lines",
      repo_id: r.repo.id,
      repo_name: "repo",
      repo_path: r.repo.localPath,
      status: "success",
      requested_by: "alice",
      args: { retries: 2, verbose: true },
      argv: ["wc", "-l", "--retries", "2", "--verbose"],
      env: ["PATH", "HOME", "LANG"],
      timeout_seconds: 120,
      exit_code: 0,
      ahead: [],
      command: `npx codex-toolloop run script count --repo ${r.repo.localPath} --retries 2 --verbose`,
    });
    expect(await r.store.readRequest(job_id)).toMatchObject({ kind: "script", workflow: "count" });
  });
  it("ended as its script did, however much the script said of its result", async () => {
    const { job_id } = await read(r.post(r.good()));
    await r.dashboard.supervisor.settled(job_id);
    const dir = join(r.store.runDir(job_id), "step-outputs");
    await mkdir(dir);
    const output = { exitCode: 1, all: Array.from({ length: 400_000 }, () => 1) };
    const step = { step: "count", status: "failed", detail: '"output": x', exitCode: 7, output };
    await writeFile(join(dir, "count.json"), `${JSON.stringify(step, null, 2)}\n`);
    expect((await read(r.ask(`/jobs/${job_id}`))).exit_code).toBe(7);
  });
  it("with a key is the same job again, in parallel too; other content is 409, another key another job", async () => {
    const key = { "Idempotency-Key": "k/1" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => r.post(r.good(), key)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 200, 200, 201]);
    const all = await Promise.all(answers.map(read));
    expect(new Set(all.map((job) => job.job_id)).size).toBe(1);
    expect(all.filter((job) => job.deduplicated)).toHaveLength(4);
    // Defaults that are written out are the same request.
    expect((await r.post(r.good({ retries: 2 }), key)).status).toBe(200);
    expect(await read(r.post(r.good({ retries: 3 }), key))).toMatchObject({
      status: 409,
      type: "urn:codex-toolloop:idempotency_key_reused_with_different_payload",
    });
    expect((await r.post(r.good(), { "Idempotency-Key": "k/2" })).status).toBe(201);
    expect((await read(r.ask("/jobs"))).total).toBe(2);
  });
  it("waits with its place and what is ahead of it; over the bound is 429 with Retry-After", async () => {
    await busy({ TOOLLOOP_MAX_QUEUED_PER_USER: "2" });
    const first = await read(r.post(r.good()));
    const second = await read(r.post(r.good()));
    const third = await read(r.post(r.good({ retries: 3 })));
    expect([first, second, third]).toMatchObject([
      { status: "running" },
      { status: "queued", queue_position: 1 },
      { status: "queued", queue_position: 2 },
    ]);
    expect(await read(r.ask(`/jobs/${third.job_id}`))).toMatchObject({
      queue_position: 2,
      ahead: [
        { job_id: first.job_id, title: "Count lines", status: "running" },
        { job_id: second.job_id, status: "queued" },
      ],
    });
    const refused = await r.post(r.good());
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(refused)).toMatchObject({ type: "urn:codex-toolloop:queue_full_user" });
    expect(await r.store.readAudit(5)).toMatchObject([{ by: "alice", what: "job count" }]);
  });
});

describe("a cancel", () => {
  it("of a waiting job is 200 and final, of a running one 202 twice, of a final one 409", async () => {
    await busy();
    const running = (await read(r.post(r.good()))).job_id;
    const waiting = (await read(r.post(r.good()))).job_id;
    const canceled = await r.cancel(waiting);
    expect(canceled.status).toBe(200);
    expect(await read(canceled)).toMatchObject({ job_id: waiting, status: "canceled" });
    expect((await r.cancel(waiting)).status).toBe(409);
    const [one, two] = await Promise.all([r.cancel(running), r.cancel(running)]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(await read(one)).toMatchObject({ status: "running", stop_requested_at: expect.any(String) });
    expect(await r.dashboard.supervisor.settled(running)).toBe("canceled");
    expect((await r.cancel(running)).status).toBe(409);
  });
  it("is told in the job's events, with who asked", async () => {
    await busy();
    const ids = [(await read(r.post(r.good()))).job_id, (await read(r.post(r.good()))).job_id];
    for (const id of ids.toReversed()) await r.dashboard.runner.cancel(id, { user: "bob", via: "dashboard" });
    await r.dashboard.supervisor.settled(ids[0]);
    const told = async (id: string) =>
      (await read(r.ask(`/jobs/${id}`))).events.map((e: { type: string; actor: string; to?: string }) => [
        e.type.slice("run.".length),
        e.actor,
        e.to,
      ]);
    const end = [
      ["stop_requested", "bob", undefined],
      ["finished", "bob", "canceled"],
    ];
    const created = ["created", "alice", "queued"];
    expect(await told(ids[0])).toEqual([created, ["started", "supervisor", "running"], ...end]);
    expect(await told(ids[1])).toEqual([created, ["queued", "alice", undefined], ...end]);
  });
  it("of what is no job is 404: an unknown id, no id, a run that is no script", async () => {
    const outcome = await r.dashboard.startRun({ workflow: "tour" }, { user: "alice", via: "api" });
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    const others = [outcome.value.runId, "00000000-0000-7000-8000-000000000000", "x", "..%2fx"];
    for (const id of others) {
      expect(await read(r.cancel(id))).toMatchObject({ status: 404, type: "urn:codex-toolloop:no_such_job" });
      for (const at of ["", "/logs", "/download"])
        expect(await read(r.ask(`/jobs/${id}${at}`))).toMatchObject({
          status: 404,
          type: "urn:codex-toolloop:no_such_job",
        });
    }
    expect((await read(r.ask("/jobs"))).total).toBe(0);
  });
});

describe("the list", () => {
  it("is of jobs only, newest first, by state, repo and script, in pages", async () => {
    await busy();
    await mkdir(join(r.dir, "other"));
    const other = await r.store.workspaces.add(join(r.dir, "other"));
    const ids: string[] = [];
    for (const id of [r.repo.id, r.repo.id, other.id]) {
      const { job_id } = await read(r.post({ ...r.good(), repo_id: id }));
      ids.unshift(job_id);
    }
    const total = async (query: string) => (await read(r.ask(`/jobs${query}`))).total;
    const page = await read(r.ask("/jobs?limit=2&offset=1"));
    expect(page).toMatchObject({ total: 3, limit: 2, offset: 1 });
    expect(page.items.map((j: { job_id: string }) => j.job_id)).toEqual(ids.slice(1));
    expect(await total("?status=queued")).toBe(2);
    expect(await total("?status=queued,running")).toBe(3);
    expect(await total(`?repo_id=${other.id}`)).toBe(1);
    expect(await total("?script_key=count")).toBe(3);
    expect(await total("?script_key=nope")).toBe(0);
  });
  it.each(["?limit=0", "?limit=201", "?offset=-1", "?status=nope", "?kind=script"])("%s is 400", async (query) => {
    expect((await r.ask(`/jobs${query}`)).status).toBe(400);
  });
});

it("the log is read in slices, and downloaded whole", async () => {
  const { job_id } = await read(r.post(r.good()));
  await r.dashboard.supervisor.settled(job_id);
  expect(await (await r.ask(`/jobs/${job_id}/download`)).text()).toBe("");
  await writeFile(join(r.store.runDir(job_id), "output.log"), "one\ntwo\nthree\n");
  expect(await read(r.ask(`/jobs/${job_id}/logs?limit=4`))).toEqual({
    offset: 0,
    next_offset: 4,
    size: 14,
    is_complete: false,
    content: "one\n",
  });
  expect(await read(r.ask(`/jobs/${job_id}/logs?offset=4`))).toMatchObject({
    content: "two\nthree\n",
    is_complete: true,
  });
  expect((await r.ask(`/jobs/${job_id}/logs?limit=131073`)).status).toBe(400);
  const file = await r.ask(`/jobs/${job_id}/download`);
  expect(file.headers.get("content-disposition")).toBe(`attachment; filename="count-${job_id}.log"`);
  expect(await file.text()).toBe("one\ntwo\nthree\n");
});
