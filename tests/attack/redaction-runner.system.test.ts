import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JobClient, jobClient } from "../support/job-client.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { ASSIGNED, bare, CORES, expectClean, PEM, SECRETS } from "./secrets.ts";

/** Prints every secret, each cut in two by a separate write, and what it was given. */
const LEAK = `#!/bin/sh
printf 'visible-before\\n'
while IFS= read -r line; do
  printf '%s' "\${line%????????????}"
  printf '%s\\n' "\${line#"\${line%????????????}"}"
done < "$(dirname "$0")/secrets.txt"
printf '%s\\n' "$@"
printf 'visible-after\\n'
exit 3
`;

let server: TestServer;
let jobs: JobClient;
let dir: string;
let repoId: string;
let jobId: string;
const text = `${bare.join("\n")}\n${ASSIGNED}\n${PEM}\n`;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: { origin: server.url, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const get = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { headers })).text();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "toolloop-leak-"));
  const [store, repo] = [join(dir, "store"), join(dir, `repo-${SECRETS.npm}`)];
  await mkdir(join(store, "workflows"), { recursive: true });
  await mkdir(repo);
  await writeFile(join(store, "workflows/leak.sh"), LEAK);
  await chmod(join(store, "workflows/leak.sh"), 0o700);
  await writeFile(join(store, "workflows/secrets.txt"), text);
  const missing = `name: missing\nkind: script\nworkspace: required\nsteps: [{ id: a, run: ["/no/${SECRETS.jwt}"] }]\n`;
  await writeFile(
    join(store, "workflows/leak.yaml"),
    `name: leak
title: "Leak ${SECRETS.github}"
description: "Tells ${SECRETS.slack}"
kind: script
workspace: required
inputs:
  deploy: { type: string, flag: --token, label: "L ${SECRETS.google}", default: "d ${SECRETS.stripe}" }
  note: { type: text, help: "like ${SECRETS.stripe}" }
steps:
  - { id: leak, title: "Print ${SECRETS.openai}", run: [{ file: leak.sh }, "${SECRETS.aws}", { flags: [deploy] }, { input: note }] }
---
${missing}`,
  );
  server = await startServer({ store });
  jobs = jobClient(server.url);
  const workspace = await post("/api/workspaces/import-local", { path: repo, display_name: `W ${SECRETS.gitlab}` });
  const registered = await workspace.text();
  expectClean("a workspace", registered);
  repoId = (JSON.parse(registered) as { id: string }).id;
  const created = await jobs.create({
    repo_id: repoId,
    script_key: "leak",
    args: { deploy: SECRETS.gitlab, note: `${ASSIGNED}\n${PEM}` },
  });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  jobId = created.body.job_id;
  await jobs.settled(jobId);
});
afterAll(async () => {
  await server?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
});

describe("a job that tells every secret", () => {
  it("has them on disk, raw", async () => {
    for (const file of ["output.log", "request.json"])
      expect(await readFile(join(server.store, "runs", jobId, file), "utf8"), file).toContain(CORES[2]);
    expect((await jobs.job(jobId)).exit_code).toBe(3);
  });
  it.each(["/repos", "/scripts", "/jobs", "/jobs/JOB", "/jobs/JOB/logs?limit=131072", "/jobs/JOB/download"])(
    "GET /api/runner%s shows none",
    async (path) => expectClean(path, await get(`/api/runner${path.replace("JOB", jobId)}`)),
  );
  it("the scripts of its repo show none, nor why one of them cannot run", async () => {
    const scripts = await get(`/api/runner/scripts?repo_id=${repoId}`);
    expect(scripts).toContain("does not exist");
    expectClean("scripts", scripts);
  });
  it("its workspace shows none", async () => {
    for (const path of ["", `/${repoId}`]) expectClean(path, await get(`/api/workspaces${path}`));
  });
  it("its log shows none at any offset, nor do the slices put together", async () => {
    let whole = "";
    for (let offset = 0; ; ) {
      const slice = await jobs.log(jobId, `?offset=${offset}&limit=${17 + (offset % 31)}`);
      whole += slice.content;
      offset = slice.next_offset;
      if (slice.is_complete) break;
    }
    expect(whole).toMatch(/^visible-before\n[\s\S]*\nvisible-after\n$/);
    expectClean("slices", whole);
    for (let offset = 0; offset < Buffer.byteLength(whole); offset += 41)
      expectClean(`at ${offset}`, `:${(await jobs.log(jobId, `?offset=${offset}&limit=97`)).content}`);
  });
  it("the page shows none, with the job chosen and without, in HTML and in what a navigation fetches", async () => {
    for (const path of [
      "/runner",
      `/runner?job=${jobId}`,
      `/runner?repo=${repoId}&script=leak`,
      "/workspaces",
      "/new?workflow=verify",
    ]) {
      expectClean(path, await get(path));
      expectClean(`${path} as data`, await get(path, { rsc: "1" }));
    }
  });
  it("refusals and the audit tell no value that was sent", async () => {
    for (const [body, key] of [
      [{ repo_id: SECRETS.github, script_key: "leak", args: {} }],
      [{ repo_id: repoId, script_key: SECRETS.slack, args: {} }],
      [{ repo_id: repoId, script_key: "missing", args: {} }],
      [{ repo_id: repoId, script_key: "leak", args: { [`${SECRETS.openai}`]: "x", deploy: `-${SECRETS.google}` } }],
      [{ repo_id: repoId, script_key: "leak", args: {}, [`${SECRETS.stripe}`]: 1 }],
      [{ repo_id: repoId, script_key: "leak", args: {} }, `${SECRETS.anthropic} ${SECRETS.jwt}`],
    ] as const) {
      const answer = await post("/api/runner/jobs", body, key === undefined ? {} : { "idempotency-key": key });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expectClean(JSON.stringify(body), await answer.text());
    }
    expectClean("404", await get(`/api/runner/jobs/${SECRETS.github}`));
    expectClean("audit", await readFile(join(server.store, "ui-validation-audit.jsonl"), "utf8"));
  });
  it("its own output shows none", () => expectClean("the dashboard's output", server.output()));
});
