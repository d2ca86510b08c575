import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";

const SECRET = `ghp_${"a1B2c3".repeat(6)}`;

let store: string;
let server: TestServer;
beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), "toolloop-operations-"));
  mkdirSync(join(store, "workflows"));
  writeFileSync(
    join(store, "workflows", "hello.yaml"),
    'name: hello\ntitle: Hello\nkind: script\nsteps:\n  - id: hello\n    run: ["/bin/echo", "hello"]\n',
  );
  server = await startServer({ store });
});
afterAll(async () => {
  await server.stop();
  await rm(store, { recursive: true, force: true });
});

const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify(body),
  });
const logLines = () =>
  readFileSync(join(store, "dashboard.log"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("an operator finds each transition of a job in dashboard.log, the counts in the metrics, the log's path in health", async () => {
  const repo = await post("/api/workspaces/import-local", { path: store });
  const { id } = (await repo.json()) as { id: string };
  const created = await post("/api/runner/jobs", { repo_id: id, script_key: "hello", args: {} });
  expect(created.status, await created.clone().text()).toBe(201);
  const { job_id } = (await created.json()) as { job_id: string };
  const metrics = async () => await (await fetch(`${server.url}/api/metrics`)).text();
  await expect.poll(() => logLines().at(-1), { timeout: 20_000 }).toMatchObject({ runId: job_id, to: "success" });

  const transitions = logLines().filter((line) => line.event === "run_transition");
  const [{ actor } = {}] = transitions;
  expect(transitions).toMatchObject([
    { level: "info", runId: job_id, kind: "script", script: "hello", from: "new", to: "queued" },
    { runId: job_id, script: "hello", from: "queued", to: "running", actor: "supervisor" },
    { runId: job_id, from: "running", to: "success", reason: "exit_zero", durationMs: expect.any(Number) },
  ]);
  const detail = (await (await fetch(`${server.url}/api/runner/jobs/${job_id}`)).json()) as {
    requested_by: string;
    events: { type: string; actor: string }[];
  };
  expect(actor).toBe(detail.requested_by);
  expect(detail.events.map((e) => [e.type, e.actor])).toEqual([
    ["run.created", detail.requested_by],
    ["run.started", "supervisor"],
    ["run.finished", "supervisor"],
  ]);
  expect(statSync(join(store, "dashboard.log")).mode & 0o777).toBe(0o600);

  expect(await metrics()).toMatch(/^codex_toolloop_run_starts_total\{kind="script"\} 1$/m);
  const health = (await (await fetch(`${server.url}/api/health`)).json()) as {
    checks: { name: string; detail: string }[];
  };
  expect(health.checks.find((check) => check.name === "log")?.detail).toContain(join(store, "dashboard.log"));
});

test("a request that is refused stands in the log, without what it carried", async () => {
  const refused = await fetch(`${server.url}/?token=${SECRET}`, { headers: { origin: "http://evil.example" } });
  expect(refused.status).toBe(403);
  expect(logLines().at(-1)).toMatchObject({ event: "refused" });
  expect(readFileSync(join(store, "dashboard.log"), "utf8")).not.toContain(SECRET);
});
