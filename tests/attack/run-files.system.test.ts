import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { request, sendRaw } from "./raw.ts";

let server: TestServer;
let runId: string;
let dir: string;
const SECRET = `ghp_${"a1B2".repeat(9)}`;
const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { origin: server.url, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/runs/${runId}${path}`, { headers, signal: AbortSignal.timeout(5000) });

beforeAll(async () => {
  server = await startServer();
  const answer = await post("/api/runs", { workflow: "tour" });
  expect(answer.status).toBe(201);
  runId = ((await answer.json()) as { runId: string }).runId;
  expect(answer.headers.get("location")).toBe(`/api/runs/${runId}`);
  expect((await post(`/api/runs/${runId}/stop`, {})).status).toBe(202);
  // Its last word comes by the stream: no polling.
  const text = await (await get("/events", { accept: "text/event-stream" })).text();
  expect(text).toContain("event: complete");
  dir = join(server.store, "runs", runId);
  await mkdir(join(dir, "artifacts"), { recursive: true });
  await writeFile(join(dir, "artifacts/page.html"), "<script>alert(1)</script>");
  await writeFile(join(dir, "artifacts/a & ü.svg"), "<svg onload=alert(1)>");
  await writeFile(join(dir, "artifacts/secret.txt"), `token ${SECRET}\n`);
  await symlink("/etc/passwd", join(dir, "artifacts/passwd"));
  await symlink("/", join(dir, "artifacts/root"));
  await symlink(join(server.store, "ui-runs.jsonl"), join(dir, "artifacts/ui"));
  for (let i = 0; i < 6; i++) execFileSync("mkfifo", [join(dir, `artifacts/fifo${i}`)]);
  if (process.getuid?.() === 0) execFileSync("mknod", [join(dir, "artifacts/zero"), "c", "1", "5"]);
});
afterAll(() => server?.stop());

describe("paths", () => {
  it.each([
    "/artifacts/../request.json",
    "/artifacts/%2e%2e/%2e%2e/config.yaml",
    "/artifacts/..%2f..%2f..%2fetc%2fpasswd",
    "/artifacts/%2fetc%2fpasswd",
    "/artifacts//etc/passwd",
    "/artifacts/artifacts/root/etc/passwd",
    "/artifacts/artifacts/passwd",
    "/artifacts/artifacts/ui",
    "/artifacts/artifacts",
    "/artifacts/artifacts%00.txt",
    "/artifacts/%252e%252e%252fconfig.yaml",
    "/artifacts/..%5c..%5cconfig.yaml",
    "/artifacts/nothing.txt",
  ])("%s gives nothing from elsewhere", async (path) => {
    // By hand: fetch would tidy the dots away.
    const line = `GET /api/runs/${runId}${path}`;
    const { status, text } = await sendRaw(server.port, request(line, [`Host: 127.0.0.1:${server.port}`]));
    expect([400, 404, 308]).toContain(status);
    expect(text).not.toMatch(/root:x:|schemaVersion/);
  });

  it.each([
    "..",
    "%2e%2e",
    "../..",
    "index.jsonl",
    "x",
    "00000000-0000-4000-8000-000000000000",
    "00000000-0000-7000-8000-00000000000A",
    "..%2f..",
    "__proto__",
  ])("the run id %j is no run, on every route", async (id) => {
    for (const route of ["", "/detail", "/events", "/logs", "/receipt", "/artifacts", "/artifacts/meta.json"]) {
      const line = `GET /api/runs/${id}${route}`;
      const { status } = await sendRaw(server.port, request(line, [`Host: 127.0.0.1:${server.port}`]));
      expect([400, 404]).toContain(status);
    }
  });
});

describe("files that are none", () => {
  it("FIFOs and devices are neither listed nor opened, and stop nobody's reading", async () => {
    const names = ["fifo0", "fifo1", "fifo2", "fifo3", "fifo4", "fifo5", "zero"];
    const answers = await Promise.all(names.map((name) => get(`/artifacts/artifacts/${name}`)));
    expect(answers.map((a) => a.status)).toEqual(names.map(() => 404));
    const list = (await (await get("/artifacts")).json()) as { items: { path: string }[] };
    const paths = list.items.map((i) => i.path);
    expect(paths).toContain("artifacts/page.html");
    expect(paths.filter((p) => /fifo|zero|passwd|root|\/ui$/.test(p))).toEqual([]);
    expect((await get("/logs")).status).toBe(200);
  });

  it("events.jsonl and output.log that are a FIFO or a link are refused, and the server goes on", async () => {
    const other = (await (await post("/api/runs", { workflow: "tour" })).json()) as { runId: string };
    await post(`/api/runs/${other.runId}/stop`, {});
    const url = `${server.url}/api/runs/${other.runId}`;
    await (await fetch(`${url}/events`, { headers: { accept: "text/event-stream" } })).text();
    const at = join(server.store, "runs", other.runId);
    execFileSync("rm", ["-f", join(at, "output.log"), join(at, "events.jsonl")]);
    execFileSync("mkfifo", [join(at, "output.log")]);
    await symlink("/etc/passwd", join(at, "events.jsonl"));
    for (const path of ["/logs", "/logs?tail=1", "/events", "/detail"]) {
      const answer = await fetch(url + path, {
        headers: { accept: "application/json" },
        signal: AbortSignal.timeout(5000),
      });
      const text = await answer.text();
      expect(text).not.toContain("root:x:");
      // What it says is a problem or an empty page, in time; which one is the store's affair.
      expect([200, 400, 404, 503]).toContain(answer.status);
    }
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });
});

describe("what a run left behind does nothing in the browser", () => {
  it.each(["page.html", "a & ü.svg"])("%s is text in a sandbox, or a download", async (name) => {
    for (const query of ["", "?download=1"]) {
      const answer = await get(`/artifacts/artifacts/${encodeURIComponent(name)}${query}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toMatch(query ? /^application\/octet-stream/ : /^text\/plain/);
      expect(answer.headers.get("content-disposition")).toMatch(query ? /^attachment/ : /^inline/);
      expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("secrets are masked in every form in which a file leaves", async () => {
    for (const [path, headers] of [
      ["/artifacts/artifacts/secret.txt", {}],
      ["/artifacts/artifacts/secret.txt?download=1", {}],
      ["/artifacts/artifacts/secret.txt", { accept: "application/json" }],
    ] as const) {
      const text = await (await get(path, headers)).text();
      expect(text).toContain("token ****");
      expect(text).not.toContain(SECRET);
    }
  });
});
