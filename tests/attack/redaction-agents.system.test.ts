import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentClient, agentClient } from "../support/agent-client.ts";
import { type AgentStore, agentStore } from "../support/agent-store.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { ASSIGNED, bare, CORES, expectClean, PEM, SECRETS } from "./secrets.ts";

let files: AgentStore;
let server: TestServer;
let agents: AgentClient;
let workspaceId: string;
/** Each session begins with another secret at another place of its first line: a cut must not go through one unseen. */
const told: { sessionId: string; runId: string }[] = [];
const get = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { headers })).text();

beforeAll(async () => {
  files = await agentStore();
  server = await startServer({ store: files.store, env: { TOOLLOOP_MAX_CONCURRENT: "4" } });
  agents = agentClient(server.url);
  workspaceId = (await agents.importLocal(files.folder)).id;
  const body = { workspace_id: workspaceId, runner_type: "replay", replay: { runId: files.tape } };
  for (const [i, secret] of bare.entries()) {
    const { id: sessionId } = await agents.session({ ...body, options: { model: SECRETS.npm } });
    const line = `${"word ".repeat(i * 4)}${secret} ${"x".repeat(i)} ${secret} end`;
    const prompt = `${line}\n${bare.join("\n")}\n${ASSIGNED}\n${PEM}\n`;
    const started = await agents.prompt(sessionId, prompt, { speed: 0 });
    expect(started.status, JSON.stringify(started.body)).toBe(201);
    told.push({ sessionId, runId: started.body.run_id });
    await agents.settled(started.body.run_id);
  }
});
afterAll(async () => {
  await server?.stop();
  await files?.remove();
});

describe("a prompt that tells every secret", () => {
  it("has them on disk, raw", async () => {
    const text = await readFile(join(files.store, "runs", told[0]?.runId ?? "", "spec.md"), "utf8");
    for (const core of CORES) expect(text).toContain(core);
  });

  it("shows none in its session, its run, its events, its files", async () => {
    for (const { sessionId, runId } of told) {
      for (const path of [
        `/api/sessions/${sessionId}`,
        `/api/sessions/${sessionId}/runs`,
        `/api/runs/${runId}`,
        `/api/runs/${runId}/detail`,
        `/api/runs/${runId}/artifacts/spec.md`,
        `/api/runs/${runId}/artifacts/request.json`,
        `/api/runs/${runId}/artifacts/meta.json`,
        `/runs/${runId}`,
      ])
        expectClean(path, await get(path));
      expectClean("events", await get(`/api/runs/${runId}/events`, { accept: "text/event-stream" }));
    }
  });

  it.each(["/api/workspaces", "/api/workspaces/WS", "/api/workspaces/WS/sessions", "/api/runs", "/api/runners", "/"])(
    "shows none in %s",
    async (path) => expectClean(path, await get(path.replace("WS", workspaceId))),
  );

  it("shows none on the page of agents, with its session chosen and without, in HTML and as data", async () => {
    const [first] = told;
    for (const path of [
      "/agents",
      `/agents?workspace=${workspaceId}`,
      `/agents?workspace=${workspaceId}&session=${first?.sessionId}&run=${first?.runId}`,
    ]) {
      expectClean(path, await get(path));
      expectClean(`${path} as data`, await get(path, { rsc: "1" }));
    }
  });

  it("is found by no part of a secret", async () => {
    const total = async (q: string) => JSON.parse(await get(`/api/runs?q=${encodeURIComponent(q)}`)).total;
    expect(await total("word")).toBeGreaterThan(0);
    for (const secret of bare) expect([await total(secret), await total(secret.slice(-12))]).toEqual([0, 0]);
  });

  it("refusals and the audit tell no value that was sent", async () => {
    const { sessionId = "", runId = "" } = told[0] ?? {};
    const refused = [
      await agents.createSession({ workspace_id: SECRETS.github, runner_type: SECRETS.slack }),
      await agents.createSession({ workspace_id: workspaceId, runner_type: "replay", [`${SECRETS.openai}`]: 1 }),
      await agents.prompt(sessionId, "x", { options: { model: `${SECRETS.gitlab} x` } }),
      await agents.prompt(SECRETS.stripe ?? "", "x"),
      await agents.post(`/runs/${runId}/approvals/${SECRETS.google}`, { decision: SECRETS.jwt }),
      await agents.post(`/runs/${runId}/steer`, { [`${SECRETS.anthropic}`]: 1 }),
    ];
    for (const { status, body } of refused) {
      expect(status).toBeGreaterThanOrEqual(400);
      expectClean("a refusal", JSON.stringify(body));
    }
    expectClean("audit", await readFile(join(files.store, "ui-validation-audit.jsonl"), "utf8"));
    expectClean("the dashboard's output", server.output());
  });
});
