import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { ASSIGNED, bare, CORES, expectClean, PEM, SECRETS } from "./secrets.ts";

const CLI = resolve(import.meta.dirname, "../../apps/cli/bin/codex-toolloop.mjs");
/** A step that lets every secret out by every way it has. */
const LEAK = `
import { appendFileSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
const { bare, assigned, pem } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const all = [...bare.map((s) => "key " + s + " end"), assigned, pem].join("\\n");
console.log("visible-before\\n" + all + "\\nvisible-after");
console.error(all);
const emit = (e) => appendFileSync(process.env.TOOLLOOP_STEP_EVENTS, JSON.stringify(e) + "\\n");
let n = 0;
const item = (item) => emit({ type: "item.finished", itemId: "i" + ++n, item });
for (const s of bare) {
  emit({ type: "notice", level: "warning", message: "notice " + s });
  emit({ type: "step.progress", message: "progress " + s });
  const half = Math.floor(s.length / 2);
  const itemId = "d" + ++n;
  emit({ type: "item.started", itemId, item: { kind: "message", role: "assistant", text: "" } });
  emit({ type: "item.delta", itemId, field: "text", delta: "delta " + s.slice(0, half) });
  emit({ type: "item.delta", itemId, field: "text", delta: s.slice(half) + " end" });
  item({ kind: "tool_call", tool: "t", input: { key: s, list: [s] }, result: { deep: [{ s }] }, error: "e " + s });
}
item({ kind: "tool_call", tool: "shell", input: { argv: ["run", "--password", assigned.slice(12, 31)], env: [{ name: "DB_PASSWORD", value: assigned.slice(12, 31) }] } });
item({ kind: "message", role: "assistant", text: all });
item({ kind: "reasoning", text: all });
item({ kind: "command", command: "deploy --token " + bare[0], output: all });
item({ kind: "file_change", changes: [{ path: "x/" + bare[1], change: "update", diff: "--- a\\n+++ b\\n@@ -1 +1 @@\\n-a\\n+" + bare[2] + "\\n" }] });
item({ kind: "plan", steps: [{ text: all, status: "pending" }] });
item({ kind: "web_search", query: bare[3], results: [bare[4]] });
item({ kind: "error", message: all });
item({ kind: "message", role: "user", text: all.repeat(200) });
emit({ type: "diff.updated", diff: "+" + bare[5], files: 1 });
emit({ type: "approval.requested", approvalId: "a", title: "may " + bare[6], detail: all, decisions: ["approve"] });
writeFileSync(process.env.TOOLLOOP_OUTPUT, JSON.stringify({ all, list: bare, password: "x-" + bare[7] }));
mkdirSync(process.env.TOOLLOOP_RUN_DIR + "/artifacts", { recursive: true });
for (const name of ["notes.md", "data.json", "own.diff", "page.html", "blob.bin", bare[8] + ".txt"])
  writeFileSync(process.env.TOOLLOOP_RUN_DIR + "/artifacts/" + name, name === "data.json" ? JSON.stringify({ all, bare }) : all);
writeFileSync(process.env.TOOLLOOP_RUN_DIR + "/changes.diff", "--- a\\n+++ b\\n@@ -1 +1 @@\\n-" + bare[0] + "\\n+" + bare[1] + "\\n");
process.exit(3);
`;

let server: TestServer;
let runId: string;
let folder: string;
let inputs: Record<string, string>;
const headers = () => ({ origin: server.url, "content-type": "application/json" });
const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, { method: "POST", headers: headers(), body: JSON.stringify(body) });

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "toolloop-leak-"));
  await writeFile(join(folder, "leak.mjs"), LEAK);
  await writeFile(join(folder, "secrets.json"), JSON.stringify({ bare, assigned: ASSIGNED, pem: PEM }));
  await mkdir(join(server.store, "workflows"), { recursive: true });
  await writeFile(
    join(server.store, "workflows/leak.yaml"),
    `name: leak
title: "Leak ${SECRETS.github}"
description: "Tells ${SECRETS.slack}"
workspace: required
spec: optional
inputs:
  deploy: { type: string, flag: --token, default: "d ${SECRETS.npm}" }
  note: { type: text, help: "like ${SECRETS.stripe}" }
steps:
  - { id: leak, title: "Print ${SECRETS.openai}", run: [node, leak.mjs, secrets.json, { flags: [deploy] }, { input: note }], continueOnError: true }
  - { id: missing, title: missing, run: ["/nowhere/${SECRETS.jwt}"] }
`,
  );
  // A file with a mistake is shown with its mistake.
  await writeFile(join(server.store, "workflows/broken.yaml"), `name: broken\nsteps: "${SECRETS.google}"\n`);
  inputs = { deploy: `${SECRETS.gitlab}`, note: `${ASSIGNED}\n${PEM}` };
  const workspace = await (await post("/api/workspaces/import-local", { path: folder })).json();
  const body = { workflow: "leak", inputs, workspaceId: (workspace as { id: string }).id, spec: specText() };
  const started = await post("/api/runs", body);
  expect(started.status, await started.clone().text()).toBe(201);
  runId = ((await started.json()) as { runId: string }).runId;
  await (await fetch(`${server.url}/api/runs/${runId}/events`, { headers: { accept: "text/event-stream" } })).text();
});
afterAll(async () => {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const specText = () => `Spec line ${SECRETS.anthropic}\n${bare.join("\n")}\n${ASSIGNED}\n${PEM}\n`;

describe("the secrets are on disk, raw", () => {
  it("in the files that the exits below are made from", async () => {
    const dir = join(server.store, "runs", runId);
    for (const file of ["output.log", "events.jsonl", "request.json", "spec.md", "step-outputs/leak.json"])
      expect(await readFile(join(dir, file), "utf8"), file).toContain(CORES[1]);
  });
});

describe("no exit of the dashboard shows one", () => {
  const api = [
    "",
    "/detail",
    "/steps",
    "/logs?limit=131072",
    "/artifacts",
    "/artifacts/request.json",
    "/artifacts/meta.json",
  ];
  it.each(api)("GET /api/runs/:id%s", async (path) => {
    expectClean(path, await (await fetch(`${server.url}/api/runs/${runId}${path}`)).text());
  });
  it.each(["/api/runs", "/api/workflows", "/api/workspaces", "/api/health", "/api/metrics"])("GET %s", async (path) => {
    expectClean(path, await (await fetch(`${server.url}${path}`)).text());
  });
  it("two runs side by side, and a continuation that is refused", async () => {
    expectClean("compare", await (await fetch(`${server.url}/api/runs/compare?a=${runId}&b=${runId}`)).text());
    expectClean("resume", await (await post(`/api/runs/${runId}/resume`, { from: SECRETS.github })).text());
  });
  it("the events, as a stream and as JSON, from any page border", async () => {
    const events = `${server.url}/api/runs/${runId}/events`;
    expectClean("SSE", await (await fetch(events, { headers: { accept: "text/event-stream" } })).text());
    for (let from = 0; ; ) {
      const answer = await fetch(`${events}?from=${from}&limit=7`, { headers: { accept: "application/json" } });
      const page = (await answer.json()) as { nextOffset: number; isComplete: boolean };
      expectClean(`events from ${from}`, JSON.stringify(page));
      if (page.isComplete || page.nextOffset <= from) break;
      from = page.nextOffset;
    }
  });
  it("the stream of the whole dashboard", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${server.url}/api/events?run=${runId}@0`, { signal: stop.signal });
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (/run\.complete|"complete"/.test(text)) break;
    }
    stop.abort();
    expectClean("/api/events", text);
  });
  it("the log, at every offset near a secret", async () => {
    const { size } = (await (await fetch(`${server.url}/api/runs/${runId}/logs`)).json()) as { size: number };
    for (let offset = 0; offset < size; offset += 37)
      expectClean(
        `log at ${offset}`,
        await (await fetch(`${server.url}/api/runs/${runId}/logs?offset=${offset}&limit=91`)).text(),
      );
  });
  it("every file of the run, shown, downloaded and as JSON", async () => {
    const dir = join(server.store, "runs", runId);
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const path = join(file.parentPath, file.name).slice(dir.length + 1);
      const url = `${server.url}/api/runs/${runId}/artifacts/${path}`;
      for (const [query, accept] of [
        ["", "*/*"],
        ["?download=1", "*/*"],
        ["", "application/json"],
      ] as const) {
        const text = await (await fetch(url + query, { headers: { accept } })).text();
        if (text !== "") expectClean(`${path} ${query} ${accept}`, text);
      }
    }
  });
  const tabs = ["", "transcript", "events", "log", "outputs", "report", "changes", "files", "about"];
  it.each(tabs)("the run page, tab %j, in HTML and in what a navigation fetches", async (tab) => {
    const url = `${server.url}/runs/${runId}${tab === "" ? "" : `?tab=${tab}`}`;
    expectClean("HTML", await (await fetch(url)).text());
    expectClean("RSC", await (await fetch(url, { headers: { rsc: "1" } })).text());
  });
  it.each(["artifacts/notes.md", "artifacts/data.json", "changes.diff", "request.json", "spec.md", "events.jsonl"])(
    "the run page with the file %s open",
    async (file) => {
      const url = `${server.url}/runs/${runId}?tab=files&file=${encodeURIComponent(file)}`;
      expectClean(file, await (await fetch(url)).text());
    },
  );
  it.each(["/", "/?status=failed", "/new", "/new?workflow=leak", "/workspaces", "/doctor", "/no-such-page"])(
    "the page %s",
    async (path) => expectClean(path, await (await fetch(`${server.url}${path}`)).text()),
  );
  it("the form of the run started again", async () => {
    expectClean("/new?from", await (await fetch(`${server.url}/new?from=${runId}`)).text());
  });
  it("a search finds what can be seen, and no more: it is no way to guess a secret", async () => {
    const total = async (q: string) => {
      const answer = await fetch(`${server.url}/api/runs?q=${encodeURIComponent(q)}`);
      return ((await answer.json()) as { total: number }).total;
    };
    expect(await total("leak")).toBe(1);
    for (const secret of Object.values(SECRETS)) {
      expect(await total(secret)).toBe(0);
      expect(await total(secret.slice(-12))).toBe(0);
    }
  });
  it("problems and the audit never tell the value that was refused", async () => {
    const bodies = [
      { workflow: `${SECRETS.github}`, inputs: {} },
      { workflow: "leak", inputs: { [`${SECRETS.openai}`]: "x" } },
      { workflow: "leak", inputs: { deploy: `-${SECRETS.github}` } },
      { workflow: "tour", inputs: { pace: SECRETS.slack } },
      { workflow: "tour", inputs: {}, workspaceId: SECRETS.gitlab },
    ];
    for (const body of bodies) {
      const answer = await post("/api/runs", body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expectClean(JSON.stringify(Object.keys(body)), await answer.text());
    }
    expectClean("import", await (await post("/api/workspaces/import-local", { path: `/no/${SECRETS.jwt}` })).text());
    expectClean("404", await (await fetch(`${server.url}/api/runs/${SECRETS.github}`)).text());
    expectClean("audit", await readFile(join(server.store, "ui-validation-audit.jsonl"), "utf8"));
  });
  it("its own output", () => expectClean("the dashboard's output", server.output()));
});

describe("no command of the terminal shows one", () => {
  const cli = (...args: string[]) => {
    const env = { ...process.env, TOOLLOOP_HOME: server.store };
    const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, env, encoding: "utf8" });
    return stdout + stderr;
  };
  it.each([
    ["run list"],
    ["run list --json"],
    ["run show ID"],
    ["run show ID --json"],
    ["run resume ID"],
    ["session inspect ID"],
    ["run logs ID"],
    ["run stop ID"],
    ["workflows"],
    ["run workflow leak --help"],
    ["workspace list"],
    ["config"],
    ["doctor"],
  ])("%s", (line) => expectClean(line, cli(...line.replace("ID", runId).split(" "))));
  it.each([[[]], [["--json"]]])("a run from its first line to its last %j", async (more) => {
    const spec = join(folder, "spec.txt");
    await writeFile(spec, specText());
    await chmod(spec, 0o600);
    const flags = ["--input", `deploy=${inputs.deploy}`, "--input", `note=${inputs.note}`, "--spec", spec];
    const text = cli("run", "workflow", "leak", "--workspace", folder, ...flags, ...more);
    expect(text).toMatch(/visible-after|run\.finished/);
    expectClean("run workflow", text);
  });
});
