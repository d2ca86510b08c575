import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildOnce, freePort, startServer, type TestServer } from "../support/server.ts";

let store: string;
const open: TestServer[] = [];
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), "toolloop-life-"));
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
  await rm(store, { recursive: true, force: true });
});

async function serve(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ store, env: { TOOLLOOP_STOP_GRACE_SECONDS: "1", ...env } });
  open.push(server);
  return server;
}
const post = (server: { url: string }, path: string, body: unknown = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: { origin: server.url, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
async function startTour(server: { url: string }): Promise<string> {
  const answer = await post(server, "/api/runs", { workflow: "tour" });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { runId: string }).runId;
}
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
async function lastRecord(runId: string): Promise<{ status: string; pid?: number; reason?: string }> {
  const lines = (await readFile(join(store, "ui-runs.jsonl"), "utf8")).trim().split("\n");
  const merged = {};
  for (const line of lines) {
    const record = JSON.parse(line) as { runId: string };
    if (record.runId === runId) Object.assign(merged, record);
  }
  return merged as { status: string; pid?: number };
}
/** Reads the dashboard's stream until a message fits. */
async function untilMessage(
  server: TestServer,
  fits: (message: { type: string } & Record<string, unknown>) => boolean,
): Promise<void> {
  const abort = new AbortController();
  const answer = await fetch(`${server.url}/api/events`, { signal: abort.signal });
  let text = "";
  try {
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString("utf8");
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const data = part.split("\n").find((l) => l.startsWith("data: "));
        if (data && fits(JSON.parse(data.slice(6)))) return;
      }
    }
    throw new Error("the stream ended first");
  } finally {
    abort.abort();
  }
}

describe("closing", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s with open streams stops the runs, records them and exits 0",
    async (signal) => {
      const server = await serve();
      const runId = await startTour(server);
      const { pid = 0 } = await lastRecord(runId);
      expect(alive(pid)).toBe(true);
      const streams = await Promise.all([0, 1, 2].map(() => fetch(`${server.url}/api/events?run=${runId}@0`)));
      const begun = performance.now();
      process.kill(server.pid, signal);
      expect(await server.exited).toBe(0);
      expect(performance.now() - begun).toBeLessThan(10_000);
      expect(await lastRecord(runId)).toMatchObject({ status: "canceled", reason: "shutdown" });
      expect(alive(pid)).toBe(false);
      await Promise.all(streams.map((s) => s.text().catch(() => "cut off")));
    },
  );

  it("leaves the runs where the setting says so, and the next dashboard adopts them", async () => {
    const first = await serve({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const runId = await startTour(first);
    const { pid = 0 } = await lastRecord(runId);
    process.kill(first.pid, "SIGTERM");
    expect(await first.exited).toBe(0);
    expect(alive(pid)).toBe(true);
    const second = await serve();
    expect(await (await fetch(`${second.url}/api/runs/${runId}`)).json()).toMatchObject({ status: "running" });
    expect((await post(second, `/api/runs/${runId}/stop`)).status).toBe(202);
    await untilMessage(second, (m) => m.type === "run.changed" && (m.run as { status: string }).status !== "running");
    // The run says its last word a moment before its launcher ends.
    await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
  });
});

describe("npm start", () => {
  it("serves at once when everything is built, and ends with npm, its runs stopped", async () => {
    buildOnce();
    const port = await freePort();
    const begun = performance.now();
    const npm = spawn("npm", ["start", "--silent", "--", "--port", String(port)], {
      cwd: resolve(import.meta.dirname, "../.."),
      env: {
        PATH: process.env.PATH ?? "",
        HOME: process.env.HOME ?? "",
        TOOLLOOP_HOME: store,
        NODE_ENV: "production",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const served = new Promise<number>((done, fail) => {
      npm.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes(" serves http")) done(performance.now() - begun);
      });
      npm.once("exit", () => fail(new Error(`it ended: ${output}`)));
    });
    const ms = await served;
    console.info(`npm start to serving: ${Math.round(ms)} ms`);
    // What was built by somebody else meanwhile is no start of ours.
    if (!/Building|waiting/.test(output)) expect(ms).toBeLessThan(4000);
    const url = `http://127.0.0.1:${port}`;
    const { pid = 0 } = await lastRecord(await startTour({ url }));
    const closed = new Promise<void>((done) => npm.stdout.once("close", done));
    npm.kill("SIGTERM");
    await closed;
    expect(alive(pid)).toBe(false);
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });
});

describe("two dashboards on one store", () => {
  it("the second reads only, says who holds it, and takes over when the holder is killed", async () => {
    const first = await serve();
    const runId = await startTour(first);
    const second = await serve();
    expect(second.output()).toMatch(/read-only/);
    const health = (await (await fetch(`${second.url}/api/health`)).json()) as {
      status: string;
      lock: { held: boolean; holder?: { pid: number } };
    };
    expect(health).toMatchObject({ status: "read_only", lock: { held: false, holder: { pid: first.pid } } });
    const refused = await post(second, "/api/runs", { workflow: "tour" });
    expect(refused.status).toBe(503);
    expect((await post(second, `/api/runs/${runId}/stop`)).status).toBe(503);
    expect((await post(second, "/api/workspaces/import-local", { path: "/tmp" })).status).toBe(503);
    const taken = untilMessage(second, (m) => m.type === "authority.changed" && m.readOnly === false);
    process.kill(first.pid, "SIGKILL");
    await taken;
    expect((await post(second, `/api/runs/${runId}/stop`)).status).toBe(202);
  });

  it("a second start on the same port prints the address and exits 0; another program there is an error", async () => {
    const first = await serve();
    const again = await start(["--port", String(first.port)], store);
    expect(again.code).toBe(0);
    expect(again.output).toContain(`http://127.0.0.1:${first.port}/`);
    const elsewhere = await mkdtemp(join(tmpdir(), "toolloop-life-"));
    try {
      const foreign = await start(["--port", String(first.port)], elsewhere);
      expect(foreign.code).toBe(1);
      expect(foreign.output).toMatch(/used by another program/);
      const byVariable = await start([], elsewhere, { TOOLLOOP_PORT: String(first.port) });
      expect(byVariable.code).toBe(1);
      // A port of config.yaml gives way to the next free one.
      await writeFile(join(elsewhere, "config.yaml"), `port: ${first.port}\n`);
      const moved = await start([], elsewhere, {}, / serves http/);
      const [, port = ""] = /serves http:\/\/127\.0\.0\.1:(\d+)\//.exec(moved.output) ?? [];
      expect(Number(port)).toBeGreaterThan(first.port);
      expect(moved.code).toBe(0);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});

describe("token mode", () => {
  it("lets nobody in without the link's cookie or the bearer, and the link works once", async () => {
    const server = await serve({ TOOLLOOP_AUTH: "token" });
    const link = /serves (http:\S+)/.exec(server.output())?.[1] ?? "";
    const token = /API token +(\S+)/.exec(server.output())?.[1] ?? "";
    expect((await fetch(`${server.url}/api/health`)).status).toBe(401);
    expect((await fetch(server.url)).status).toBe(401);
    expect((await fetch(`${server.url}/?token=wrong`)).status).toBe(401);
    const signed = await fetch(link, { redirect: "manual" });
    expect(signed.status).toBe(303);
    expect(signed.headers.get("location")).toBe("/");
    const cookie = signed.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(token);
    expect((await fetch(link, { redirect: "manual" })).status).toBe(401);
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    expect((await fetch(`${server.url}/api/health`, { headers })).status).toBe(200);
    expect((await fetch(`${server.url}/api/health`, { headers: { cookie: `${headers.cookie}x` } })).status).toBe(401);
    const bearer = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    expect((await fetch(`${server.url}/api/runs`, { method: "POST", headers: bearer, body: "{}" })).status).toBe(400);
    const wrong = { ...bearer, authorization: "Bearer wrong" };
    expect((await fetch(`${server.url}/api/runs`, { method: "POST", headers: wrong, body: "{}" })).status).toBe(401);
    const cookieOnly = { ...headers, "content-type": "application/json" };
    expect((await fetch(`${server.url}/api/runs`, { method: "POST", headers: cookieOnly, body: "{}" })).status).toBe(
      403,
    );
  });
});

/** Runs the built server until it ends, which it is asked to once its output has `until` in it. */
function start(
  args: string[],
  home: string,
  env: Record<string, string> = {},
  until?: RegExp,
): Promise<{ code: number | null; output: string }> {
  const root = resolve(import.meta.dirname, "../..");
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, "apps/ui/dist/server.mjs"), ...args], {
      cwd: root,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: process.env.HOME ?? "",
        TOOLLOOP_HOME: home,
        NODE_ENV: "production",
        ...env,
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (s: string) => {
        output += s;
        if (until?.test(output)) child.kill("SIGTERM");
      });
    child.on("close", (code) => done({ code, output }));
  });
}
