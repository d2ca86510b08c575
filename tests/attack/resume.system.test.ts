import { execFileSync } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { startRun } from "../support/start-run.ts";
import { request, sendRaw } from "./raw.ts";

let server: TestServer;
let host: string;
let runId: string;
const JSON_TYPE = "Content-Type: application/json";
const get = (path: string) => fetch(`${server.url}/api${path}`, { signal: AbortSignal.timeout(5000) });
const ended = async (id: string) =>
  await (await fetch(`${server.url}/api/runs/${id}/events`, { headers: { accept: "text/event-stream" } })).text();
const runs = async () => (await readdir(join(server.store, "runs"))).length;
const post = (path: string, body: string, headers: string[]) =>
  sendRaw(
    server.port,
    request(`POST ${path}`, [host, ...headers, JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`], body),
  );

beforeAll(async () => {
  server = await startServer();
  host = `Host: 127.0.0.1:${server.port}`;
  await mkdir(join(server.store, "workflows"), { recursive: true });
  const steps = "steps:\n  - { id: one, run: [echo, one] }\n  - { id: two, run: ['false'] }\n";
  await writeFile(join(server.store, "workflows/two.yaml"), `name: two\n${steps}`);
  runId = await startRun(server.url, "two");
  await ended(runId);
});
afterAll(() => server?.stop());

describe("nobody else goes on with a run", () => {
  const senders = [
    ["no Origin", []],
    ["another Origin", ["Origin: http://evil.example"]],
    ["the Origin null", ["Origin: null"]],
    ["another port", ["Origin: http://127.0.0.1:1"]],
    ["a page of another site", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"]],
    ["a forged forwarding", ["Origin: http://evil.example", "X-Forwarded-Host: evil.example"]],
  ] as const;
  it.each(senders)("%s: 403, and nothing is made", async (_name, headers) => {
    const before = await runs();
    expect((await post(`/api/runs/${runId}/resume`, "{}", [...headers])).status).toBe(403);
    expect(await runs()).toBe(before);
  });

  it.each([
    ["prototype names", '{"__proto__":{"from":"one"},"constructor":1}'],
    ["a definition of its own", '{"definition":{"name":"two","steps":[{"id":"one","run":["rm"]}]}}'],
    ["inputs of its own", '{"inputs":{"a":1}}'],
    ["a folder of its own", '{"workspace":"/etc"}'],
    ["agents of its own", '{"agents":{"runners":["codex"],"environment":["LD_PRELOAD"]}}'],
    ["another run to go on with", '{"resumes":{"runId":"019b0000-0000-7000-8000-000000000001"}}'],
    ["a step that is a path", '{"from":"../../../etc/passwd"}'],
    ["a step that is no text", '{"from":{"id":"one"}}'],
    ["a step that every object has", '{"from":"constructor"}'],
    ["no time", '{"timeoutSeconds":0}'],
    ["more time than there is", '{"timeoutSeconds":86401}'],
    ["a list", "[]"],
  ])("%s: 400, and nothing is made", async (_name, body) => {
    const before = await runs();
    const answer = await post(`/api/runs/${runId}/resume`, body, [`Origin: ${server.url}`]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("urn:codex-toolloop:invalid");
    expect(await runs()).toBe(before);
  });

  it("a run id that is a path leads nowhere", async () => {
    for (const id of ["..%2f..%2fworkflows", "%2e%2e", "x%00", "*", "compare"])
      for (const line of [`POST /api/runs/${id}/resume`, `GET /api/runs/${id}/steps`]) {
        const answer = await sendRaw(
          server.port,
          request(line, [host, `Origin: ${server.url}`, ...(line.startsWith("POST") ? ["Content-Length: 0"] : [])]),
        );
        expect(answer.status, line).toBeGreaterThanOrEqual(400);
        expect(answer.status, line).toBeLessThan(500);
      }
    for (const [a, b] of [
      [runId, "..%2f..%2fetc"],
      ["", runId],
      [`${runId}&a=${runId}`, runId],
    ])
      expect((await get(`/runs/compare?a=${a}&b=${b}`)).status).toBe(400);
  });

  it("our own page does: what had finished is kept", async () => {
    const answer = await post(`/api/runs/${runId}/resume`, "{}", [`Origin: ${server.url}`]);
    expect(answer.status).toBe(201);
    const next = /"runId":"([0-9a-f-]{36})"/.exec(answer.text)?.[1] ?? "";
    await ended(next);
    const { items } = await (await get(`/runs/${next}/steps`)).json();
    expect(items).toMatchObject([
      { step: "one", keptFrom: runId },
      { step: "two", status: "failed" },
    ]);
    const audit = await (await get(`/runs/${next}`)).json();
    expect(audit.resumes).toEqual({ runId });
  });
});

describe("what lies in the place of a step's output", () => {
  it("is not followed out of the run, nor waited for, and bounded", async () => {
    const other = await startRun(server.url, "two");
    await ended(other);
    const folder = join(server.store, "runs", other, "step-outputs");
    const foreign = { step: "stolen", title: "t", status: "success", reason: "exit_zero", attempts: 1, durationMs: 1 };
    await writeFile(join(server.store, "stolen.json"), JSON.stringify(foreign));
    await symlink(join(server.store, "stolen.json"), join(folder, "stolen.json"));
    await symlink("/etc/passwd", join(folder, "passwd.json"));
    for (let i = 0; i < 6; i++) execFileSync("mkfifo", [join(folder, `fifo${i}.json`)]);
    await writeFile(join(folder, "huge.json"), JSON.stringify({ ...foreign, step: "huge", output: "x".repeat(9e6) }));
    await writeFile(join(folder, "list.json"), "[]");
    for (const path of [`/runs/${other}/steps`, `/runs/compare?a=${other}&b=${runId}`, `/runs/${other}`]) {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).not.toMatch(/stolen|root:|xxxx/);
      expect(text.length).toBeLessThan(100_000);
    }
    for (let i = 0; i < 400; i++)
      await writeFile(join(folder, `many${i}.json`), JSON.stringify({ ...foreign, step: `many${i}` }));
    expect((await (await get(`/runs/${other}/steps`)).json()).total).toBeLessThanOrEqual(200);
  });
});
