import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type JobClient, jobClient } from "../support/job-client.ts";
import { type JobStore, jobStore } from "../support/job-store.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { stopRuns } from "../support/stop-runs.ts";

let files: JobStore;
const open: TestServer[] = [];
beforeEach(async () => {
  files = await jobStore();
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
  await files.remove();
});

async function serve(): Promise<TestServer> {
  const env = { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_MAX_QUEUED_PER_USER: "200" };
  const server = await startServer({ store: files.store, env });
  open.push(server);
  return server;
}
async function repoOf({ url }: TestServer): Promise<string> {
  const answer = await fetch(`${url}/api/workspaces/import-local`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ path: files.repo }),
  });
  return ((await answer.json()) as { id: string }).id;
}

it("50 keys × 5 requests at once are 50 jobs; they survive kill -9 and start in their order after it", async () => {
  const first = await serve();
  const repo_id = await repoOf(first);
  let jobs: JobClient = jobClient(first.url);
  await files.gate("gate");
  const blocker = await jobs.create({ repo_id, script_key: "gate", args: { at: "gate" } });
  expect(blocker.body.status).toBe("running");

  const keys = Array.from({ length: 50 }, (_, i) => `k-${i}`);
  const ask = (key: string) => jobs.create({ repo_id, script_key: "note", args: { name: key } }, key);
  const answers = await Promise.all(
    [0, 1, 2, 3, 4].flatMap(() => keys.map(async (key) => ({ key, ...(await ask(key)) }))),
  );
  const jobOf = new Map<string, string>();
  for (const { key, status, body } of answers) {
    expect([200, 201]).toContain(status);
    expect(body.deduplicated).toBe(status === 200);
    expect(jobOf.get(key) ?? body.job_id).toBe(body.job_id);
    jobOf.set(key, body.job_id);
  }
  expect(new Set(jobOf.values()).size).toBe(50);
  expect(answers.filter((a) => a.status === 201)).toHaveLength(50);
  expect(await jobs.jobs("?status=queued")).toMatchObject({ total: 50 });

  // Ten shall run; a job that was canceled before the crash stays canceled.
  const waiting = (await jobs.jobs("?status=queued&limit=200")).items;
  const inOrder = waiting.sort((a, b) => (a.queue_position ?? 0) - (b.queue_position ?? 0)).map((j) => j.job_id);
  const [kept, dropped] = [inOrder.filter((_, i) => i % 5 === 0), inOrder.filter((_, i) => i % 5 !== 0)];
  for (const { status } of await Promise.all(dropped.map((id) => jobs.cancel(id)))) expect(status).toBe(200);

  process.kill(first.pid, "SIGKILL");
  await first.exited;
  const second = await serve();
  jobs = jobClient(second.url);
  expect((await jobs.job(blocker.body.job_id)).status).toBe("running");
  const queued = (await jobs.jobs("?status=queued&limit=200")).items;
  expect(queued.map((j) => j.queue_position).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(kept.map((_, i) => i + 1));
  const again = await Promise.all(keys.map(async (key) => ({ key, ...(await ask(key)) })));
  for (const { key, status, body } of again)
    expect([status, body.job_id, body.deduplicated]).toEqual([200, jobOf.get(key), true]);

  await files.open("gate", "let go\n");
  expect(await jobs.settled(blocker.body.job_id)).toMatchObject({ status: "success" });
  const done = [];
  for (const id of kept) done.push(await jobs.settled(id));
  expect(done.map((j) => j.status)).toEqual(kept.map(() => "success"));
  const started = done.map((j) => Date.parse(j.started_at ?? ""));
  expect(started).toEqual(started.toSorted((a, b) => a - b));
  const order = (await readFile(join(files.repo, "order.txt"), "utf8")).trim().split("\n");
  expect(order).toEqual(done.map((j) => j.args.name));
  expect(await jobs.jobs("?status=canceled")).toMatchObject({ total: 40 });
  await stopRuns(second.url);
});
