import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../../apps/ui/server/api/routes.ts";
import { type JobClient, jobClient } from "../support/job-client.ts";
import { type JobStore, jobStore } from "../support/job-store.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { request, sendRaw } from "./raw.ts";

const ECHO = `name: echo
kind: script
workspace: required
inputs:
  text: { type: text }
  word: { type: string }
  flagged: { type: string, flag: --flagged }
steps:
  - { id: echo, run: [printf, '[%s]\\n', begin, { input: text }, { input: word }, { flags: [flagged] }, end] }
`;

let files: JobStore;
let server: TestServer;
let jobs: JobClient;
let repoId: string;
let host: string;
beforeAll(async () => {
  files = await jobStore();
  await writeFile(join(files.store, "workflows/echo.yaml"), ECHO);
  server = await startServer({ store: files.store });
  jobs = jobClient(server.url);
  host = `Host: 127.0.0.1:${server.port}`;
  const answer = await fetch(`${server.url}/api/workspaces/import-local`, {
    method: "POST",
    headers: { origin: server.url, "content-type": "application/json" },
    body: JSON.stringify({ path: files.repo }),
  });
  repoId = ((await answer.json()) as { id: string }).id;
});
afterAll(async () => {
  await server?.stop();
  await files?.remove();
});

const JSON_TYPE = "Content-Type: application/json";
const length = (body: string) => `Content-Length: ${Buffer.byteLength(body)}`;
const good = () => JSON.stringify({ repo_id: repoId, script_key: "note", args: { name: "attack" } });
const runs = async () => (await readdir(join(files.store, "runs"))).length;

/** Every address of the API, with something in the place of its names. */
const addresses = Object.entries(ROUTES).map(
  ([pattern, route]) =>
    [
      pattern.replace(/:\w+/g, "00000000-0000-7000-8000-000000000000").replace(/\*\w+/, "x"),
      Object.keys(route),
    ] as const,
);
const writes = addresses.flatMap(([path, methods]) => methods.filter((m) => m !== "GET").map((m) => `${m} ${path}`));
const reads = addresses.flatMap(([path, methods]) => (methods.includes("GET") ? [`GET ${path}`] : []));

describe("every route of the API, those of the Runner among them", () => {
  it("is in these tests", () => {
    expect(writes).toContain("POST /api/runner/jobs");
    expect(writes.filter((w) => w.includes("/runner/"))).toHaveLength(2);
    expect(reads.filter((r) => r.includes("/runner/"))).toHaveLength(6);
  });

  it.each(writes)("%s without our Origin, or from another site, changes nothing", async (line) => {
    const before = await runs();
    for (const headers of [
      [],
      ["Origin: null"],
      ["Origin: http://evil.example"],
      [`Origin: https://127.0.0.1:${server.port}`],
      [`Origin: ${server.url}`, "Sec-Fetch-Site: cross-site"],
      [`Origin: ${server.url}`, "Sec-Fetch-Site: same-site"],
    ]) {
      const text = request(line, [host, ...headers, JSON_TYPE, length(good())], good());
      expect((await sendRaw(server.port, text)).status, headers.join(", ")).toBe(403);
    }
    expect(await runs()).toBe(before);
  });

  it.each([...reads, ...writes])("%s under another name is refused", async (line) => {
    for (const name of ["evil.example", `evil.example:${server.port}`, "127.0.0.1.nip.io"]) {
      const own = line.startsWith("GET") ? [] : [`Origin: http://${name}`, JSON_TYPE, "Content-Length: 2"];
      const text = request(line, [`Host: ${name}`, ...own], own.length > 0 ? "{}" : "");
      expect((await sendRaw(server.port, text)).status).toBe(403);
    }
  });

  it.each(reads)("%s is nothing that another site may read", async (line) => {
    const headers = [host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"];
    expect((await sendRaw(server.port, request(line, headers))).status).toBe(403);
  });
});

describe("a job request that means harm", () => {
  const post = (body: string, more: string[] = []) =>
    sendRaw(
      server.port,
      request("POST /api/runner/jobs", [host, `Origin: ${server.url}`, JSON_TYPE, ...more, length(body)], body),
    );

  it.each([
    ["prototype names", '{"__proto__":{"repo_id":"x"},"constructor":1}'],
    ["a command of its own", '{"repo_id":"REPO","script_key":"note","args":{"name":"a"},"run":["rm","-rf","/"]}'],
    [
      "an environment of its own",
      '{"repo_id":"REPO","script_key":"note","args":{"name":"a"},"env":{"LD_PRELOAD":"x"}}',
    ],
    ["a folder of its own", '{"repo_id":"/etc","script_key":"note","args":{"name":"a"}}'],
    ["a time limit of its own", '{"repo_id":"REPO","script_key":"note","args":{"name":"a"},"timeoutSeconds":86400}'],
    ["an argument called __proto__", '{"repo_id":"REPO","script_key":"note","args":{"name":"a","__proto__":"x"}}'],
    ["an option for a value", '{"repo_id":"REPO","script_key":"echo","args":{"word":"--version"}}'],
    ["an option behind a flag", '{"repo_id":"REPO","script_key":"echo","args":{"flagged":"-rf"}}'],
    ["a NUL", '{"repo_id":"REPO","script_key":"echo","args":{"text":"a\\u0000b"}}'],
    ["half a character", '{"repo_id":"REPO","script_key":"echo","args":{"text":"\\ud800"}}'],
    ["a second line where one is meant", '{"repo_id":"REPO","script_key":"echo","args":{"word":"a\\nb"}}'],
    [
      "more text than an argument may be",
      `{"repo_id":"REPO","script_key":"echo","args":{"text":"${"x".repeat(70_000)}"}}`,
    ],
    ["a number for a key", '{"repo_id":"REPO","script_key":7,"args":{}}'],
  ])("%s: 400, and nothing is made", async (_name, body) => {
    const before = await runs();
    const answer = await post(body.replace("REPO", repoId));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("urn:codex-toolloop:invalid");
    expect(await runs()).toBe(before);
  });

  it.each(["../note", "..", "note/../note", "note\u0000", "NOTE", "constructor", "__proto__", "toString"])(
    "the script %j is none: 403",
    async (key) => {
      const before = await runs();
      const answer = await post(JSON.stringify({ repo_id: repoId, script_key: key, args: {} }));
      expect(answer.status).toBe(403);
      expect(await runs()).toBe(before);
    },
  );

  it.each([
    ["empty", ["Idempotency-Key:"]],
    ["with a space", ["Idempotency-Key: a b"]],
    ["of another alphabet", ["Idempotency-Key: \u00e9"]],
    ["too long", [`Idempotency-Key: ${"k".repeat(201)}`]],
    ["twice", ["Idempotency-Key: a", "Idempotency-Key: b"]],
  ])("a key that is sent %s: 400", async (_name, headers) => {
    const answer = await post(good(), headers);
    expect([answer.status, answer.text.includes("Idempotency-Key")]).toEqual([400, true]);
  });

  it("what looks like a shell is one argument, whole", async () => {
    const text = "$(touch pwned); `touch pwned` && touch pwned | cat > pwned\n'\"\\ $HOME *";
    const { body } = await jobs.create({ repo_id: repoId, script_key: "echo", args: { text, word: "; touch pwned" } });
    expect(await jobs.settled(body.job_id)).toMatchObject({ status: "success" });
    expect((await jobs.log(body.job_id)).content).toBe(`[begin]\n[${text}]\n[; touch pwned]\n[end]\n`);
    expect(await readdir(files.repo)).not.toContain("pwned");
  });

  it("an id that is a path leads nowhere", async () => {
    for (const id of ["..%2f..%2fworkflows", "%2e%2e", "x%00", "*"])
      for (const at of ["", "/logs", "/download"]) {
        const answer = await sendRaw(server.port, request(`GET /api/runner/jobs/${id}${at}`, [host]));
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
      }
  });
});
