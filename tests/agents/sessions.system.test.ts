import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type AgentClient, agentClient } from "../support/agent-client.ts";
import { type AgentStore, agentStore } from "../support/agent-store.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { stopRuns } from "../support/stop-runs.ts";

/** So slow that a replay ends only when it is stopped. */
const FOREVER = { speed: 0.001 };
const AT_ONCE = { speed: 0 };
const ENV = {
  TOOLLOOP_MAX_CONCURRENT: "1",
  TOOLLOOP_CODEX_BIN: "/nowhere/codex",
  TOOLLOOP_CLAUDE_BIN: "/nowhere/claude",
};

let files: AgentStore;
let server: TestServer;
let agents: AgentClient;
const open: TestServer[] = [];
beforeEach(async () => {
  files = await agentStore();
  await serve();
});
afterEach(async () => {
  if (open.length > 0) await stopRuns(server.url);
  for (const each of open.splice(0)) await each.stop();
  await files.remove();
});

async function serve(): Promise<void> {
  server = await startServer({ store: files.store, env: ENV });
  open.push(server);
  agents = agentClient(server.url);
}

async function newSession(): Promise<Session> {
  const { id } = await agents.importLocal(files.folder);
  return agents.session({ workspace_id: id, runner_type: "replay", replay: { runId: files.tape } });
}

it("a prompt in a session is a run like any other, one at a time, with a place in the one queue", async () => {
  const session = await newSession();
  const first = await agents.prompt(session.id, "Look around, please.\nThen stop.", AT_ONCE);
  expect(first, JSON.stringify(first.body)).toMatchObject({ status: 201, body: { deduplicated: false } });
  expect(await agents.settled(first.body.run_id)).toMatchObject({
    status: "success",
    kind: "prompt",
    title: "Look around, please.",
    sessionId: session.id,
    runner: "replay",
    replayOf: { runId: files.tape },
  });
  const detail = await (await fetch(`${server.url}/api/runs/${first.body.run_id}/detail`)).json();
  expect(detail).toMatchObject({ spec: { content: "Look around, please.\nThen stop." }, run: { status: "success" } });
  expect(JSON.stringify(detail.events)).toContain("There is a README.");

  const live = await agents.prompt(session.id, "Again, slowly.", FOREVER);
  expect(live.body.status).toBe("running");
  expect(await agents.readSession(session.id)).toMatchObject({
    title: "Look around, please.",
    run_count: 2,
    live_run_id: live.body.run_id,
  });
  const busy = await Promise.all([1, 2, 3].map(() => agents.prompt(session.id, "Me, too.")));
  for (const { status, body } of busy) expect([status, body.type]).toEqual([409, "urn:codex-toolloop:session_busy"]);
  const steered = await agents.post(`/runs/${live.body.run_id}/steer`, { text: "hurry" });
  expect([steered.status, steered.body.type]).toEqual([409, "urn:codex-toolloop:replay"]);

  const other = await newSession();
  const waits = await agents.prompt(other.id, "I wait.", AT_ONCE);
  expect(waits).toMatchObject({ status: 201, body: { status: "queued", queue_position: 1 } });
  const second = await agents.prompt(other.id, "I do not.", AT_ONCE);
  expect([second.status, second.body.type]).toEqual([409, "urn:codex-toolloop:session_busy"]);
  expect((await agents.removeSession(session.id)).status).toBe(409);
  expect((await agents.post(`/runs/${live.body.run_id}/stop`, {})).status).toBe(202);
  expect(await agents.settled(waits.body.run_id)).toMatchObject({ status: "success" });
  expect((await agents.run(live.body.run_id)).status).toBe("canceled");
  expect((await agents.sessionRuns(session.id)).items.map((r) => r.runId)).toEqual([
    first.body.run_id,
    live.body.run_id,
  ]);
  expect(await agents.removeSession(session.id)).toMatchObject({ status: 200, body: { runs: 2 } });
  expect((await fetch(`${server.url}/api/runs/${first.body.run_id}`)).status).toBe(404);
  const prompts = (await (await fetch(`${server.url}/api/metrics`)).text()).match(
    /starts_total\{kind="prompt"\} (\d+)/,
  );
  expect(prompts?.[1]).toBe("3");
});

it("runner that is missing: 409 with what installs it; one left out by the setting: 403", async () => {
  const { id } = await agents.importLocal(files.folder);
  const runners = (await (await fetch(`${server.url}/api/runners`)).json()).items;
  expect(runners.map((r: { runner: string }) => r.runner)).toEqual(["codex", "claude", "replay"]);
  for (const { runner, available, problem, install = "" } of runners.slice(0, 2)) {
    expect([available, problem]).toEqual([false, expect.any(String)]);
    const refused = await agents.createSession({ workspace_id: id, runner_type: runner });
    expect([refused.status, refused.body.type]).toEqual([409, "urn:codex-toolloop:runner_missing"]);
    expect(refused.body.detail).toContain(problem);
    expect(refused.body.detail).toContain(install);
  }
  await writeFile(join(files.store, "config.yaml"), "allowedRunners: [codex]\n");
  const body = { workspace_id: id, runner_type: "replay", replay: { runId: files.tape } };
  const left = await agents.createSession(body);
  expect([left.status, left.body.type]).toEqual([403, "urn:codex-toolloop:runner_not_allowed"]);
});

it("sessions survive kill -9 of the dashboard in the middle of a prompt, and go on", async () => {
  const session = await newSession();
  const live = await agents.prompt(session.id, "Go on without me.", FOREVER);
  const other = await newSession();
  const waits = await agents.prompt(other.id, "I wait.", AT_ONCE);
  expect(waits.body.status).toBe("queued");
  process.kill(server.pid, "SIGKILL");
  await server.exited;
  open.pop();
  await serve();
  expect(await agents.readSession(session.id)).toMatchObject({
    title: "Go on without me.",
    run_count: 1,
    live_run_id: live.body.run_id,
  });
  expect((await agents.run(live.body.run_id)).status).toBe("running");
  expect((await agents.prompt(session.id, "Already?")).status).toBe(409);
  expect((await agents.prompt(other.id, "And here?")).status).toBe(409);
  expect((await agents.post(`/runs/${live.body.run_id}/stop`, {})).status).toBe(202);
  expect(await agents.settled(waits.body.run_id)).toMatchObject({ status: "success" });
  const next = await agents.prompt(session.id, "Now.", AT_ONCE);
  expect(next.status).toBe(201);
  expect(await agents.settled(next.body.run_id)).toMatchObject({ status: "success" });
  expect((await agents.sessionRuns(session.id)).items.map((r) => r.status)).toEqual(["canceled", "success"]);
  // A restart in good order changes nothing, either.
  const before = await agents.readSession(session.id);
  await open.pop()?.stop();
  await serve();
  expect(await agents.readSession(session.id)).toEqual(before);
  const lines = (await readFile(join(files.store, "sessions.jsonl"), "utf8")).trim().split("\n");
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ v: 1 });
});
