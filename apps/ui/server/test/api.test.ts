import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunListQuery } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dashboard } from "../../lib/server.ts";
import { type Api, createApi } from "../api/create-api.ts";
import { type LiveDashboard, liveDashboard } from "./live-dashboard.ts";

let t: LiveDashboard;
beforeEach(async () => {
  t = await liveDashboard();
});
/** The API of the dashboard that is there now. */
const api: Api = (request, user) => createApi(dashboard())(request, user);
afterEach(() => t.close());

const ask = (path: string, init: RequestInit = {}) => api(new Request(`http://127.0.0.1:4590${path}`, init), "alice");
const send = (method: string, body: unknown) => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const body = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
const NIL = "00000000-0000-7000-8000-000000000000";

/** A finished run with some events and some output in its files. */
async function finishedRun(): Promise<string> {
  const answer = await ask("/api/runs", send("POST", { workflow: "tour" }));
  expect(answer.status).toBe(201);
  const { runId } = (await answer.json()) as { runId: string };
  await t.dashboard.supervisor.settled(runId);
  const dir = t.store.runDir(runId);
  const line = (seq: number) =>
    JSON.stringify({
      v: 1,
      runId,
      seq,
      at: `2026-01-01T00:00:0${seq}.000Z`,
      type: "notice",
      level: "info",
      message: `n${seq}`,
    });
  await writeFile(join(dir, "events.jsonl"), `${[0, 1, 2, 3].map(line).join("\n")}\n`);
  await writeFile(join(dir, "output.log"), "one\ntwo\nthree\n");
  return runId;
}

describe("runs", () => {
  it("a start answers 201 with its place, asks by the connection's user, and is listed", async () => {
    const runId = await finishedRun();
    const list = await body(await ask("/api/runs?status=success&limit=1"));
    expect(list).toMatchObject({
      total: 1,
      limit: 1,
      offset: 0,
      items: [{ runId, requestedBy: "alice", requestedVia: "api" }],
    });
    expect(await body(await ask(`/api/runs/${runId}`))).toMatchObject({
      runId,
      status: "success",
    });
  });
  it.each([
    "?limit=0",
    "?limit=201",
    "?offset=-1",
    "?status=nope",
    "?colour=red",
    "?limit=1&limit=2",
    `?q=${"x".repeat(201)}`,
  ])("the query %s is 400 with its path", async (query) => {
    const answer = await ask(`/api/runs${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await body(answer)).errors).toBeDefined();
  });
  it("a list by several states takes commas and repetition", async () => {
    await finishedRun();
    for (const query of ["?status=failed,success", "?status=failed&status=success"])
      expect(await body(await ask(`/api/runs${query}`))).toMatchObject({ total: 1 });
  });
  it.each(["", "/detail", "/events", "/logs", "/receipt", "/stop"])(
    "an unknown run is a 404 problem: %s",
    async (at) => {
      for (const runId of [NIL, "x", "..%2f.."]) {
        const answer = await ask(`/api/runs/${runId}${at}`, at === "/stop" ? { method: "POST" } : {});
        expect(answer.status).toBe(404);
        expect(await body(answer)).toMatchObject({ type: "urn:codex-toolloop:no_such_run" });
      }
    },
  );
  it("stopping what is final is 409", async () => {
    const runId = await finishedRun();
    expect((await ask(`/api/runs/${runId}/stop`, { method: "POST" })).status).toBe(409);
  });
  it("a stop takes no body, an object, and nothing that is none", async () => {
    await t.close();
    t = await liveDashboard({ program: [process.execPath, "-e", "setInterval(() => {}, 1e9)"] });
    const answer = await ask("/api/runs", send("POST", { workflow: "tour" }));
    const { runId } = (await answer.json()) as { runId: string };
    const stopWith = (given: RequestInit) => ask(`/api/runs/${runId}/stop`, given);
    for (const wrong of [{ force: "yes" }, { forced: true }, []]) {
      const refused = await stopWith(send("POST", wrong));
      expect([refused.status, (await body(refused)).detail]).toEqual([400, expect.stringMatching(/force|object/)]);
    }
    expect((await stopWith({ method: "POST", body: "{}" })).status).toBe(415);
    expect(await body(await stopWith({ method: "POST" }))).not.toHaveProperty("forcedAt");
    const forced = await stopWith(send("POST", { force: true }));
    expect(forced.status).toBe(202);
    expect(await body(forced)).toMatchObject({ forcedBy: "alice" });
    expect(await t.dashboard.supervisor.settled(runId)).toBe("canceled");
  });
  it("a full house is 429 with Retry-After, and a queue takes one more", async () => {
    await t.close();
    t = await liveDashboard({
      env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_STOP_GRACE_SECONDS: "0" },
      program: ["/bin/sh", "-c", "exec sleep 60"],
    });
    const start = (more: object) => ask("/api/runs", send("POST", { workflow: "tour", ...more }));
    expect((await start({})).status).toBe(201);
    const refused = await start({});
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const queued = await start({ onLimit: "queue" });
    expect(queued.status).toBe(201);
    expect(await body(queued)).toMatchObject({ status: "queued", queuePosition: 1 });
    expect((await t.store.readAudit(5))[0]).toMatchObject({ by: "alice" });
  });
  it("a body that is no JSON is 400, of another type 415", async () => {
    const headers = { "content-type": "application/json" };
    expect((await ask("/api/runs", { method: "POST", headers, body: "{" })).status).toBe(400);
    expect((await ask("/api/runs", { method: "POST", body: "{}" })).status).toBe(415);
  });
});

describe("events and logs", () => {
  it("pages go forwards and backwards by byte offset", async () => {
    const runId = await finishedRun();
    const page = async (query: string) => body(await ask(`/api/runs/${runId}/events?${query}`));
    const first = await page("limit=2");
    expect(first).toMatchObject({ isComplete: false, events: [{ event: { seq: 0 } }, { event: { seq: 1 } }] });
    expect(await page(`from=${first.nextOffset}`)).toMatchObject({
      isComplete: true,
      events: [{ event: { seq: 2 } }, { event: { seq: 3 } }],
    });
    expect(await page(`before=${first.size}&limit=1`)).toMatchObject({ events: [{ event: { seq: 3 } }] });
    expect(await page("at=2026-01-01T00:00:02.000Z")).toMatchObject({ offset: first.nextOffset, size: first.size });
    expect(await page("seek=0")).toMatchObject({ offset: 0 });
  });
  it("as a stream: each event with its line's end as id, then complete; Last-Event-ID gets exactly the rest", async () => {
    const runId = await finishedRun();
    const read = async (headers: Record<string, string>, query = "") =>
      (await ask(`/api/runs/${runId}/events${query}`, { headers: { accept: "text/event-stream", ...headers } })).text();
    const all = await read({});
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map((m) => m[1] ?? "");
    expect(ids).toHaveLength(4);
    expect(all).toMatch(/event: complete\ndata: .*"status":"success"/);
    const rest = await read({ "last-event-id": ids[1] ?? "" });
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map((m) => m[1])).toEqual(ids.slice(2));
    expect([...(await read({}, `?from=${ids[2]}`)).matchAll(/^id: (\d+)$/gm)].map((m) => m[1])).toEqual(ids.slice(3));
  });
  it("logs are slices, or the tail", async () => {
    const runId = await finishedRun();
    const log = async (query: string) => body(await ask(`/api/runs/${runId}/logs${query}`));
    expect(await log("?limit=4")).toMatchObject({ offset: 0, content: "one\n", next_offset: 4, is_complete: false });
    expect(await log("?offset=4")).toMatchObject({ content: "two\nthree\n", is_complete: true });
    expect(await log("?tail=1")).toMatchObject({ next_offset: 14 });
    expect((await ask(`/api/runs/${runId}/logs?limit=131073`)).status).toBe(400);
  });
  it("detail holds the run, its request and its last events", async () => {
    const runId = await finishedRun();
    expect(await body(await ask(`/api/runs/${runId}/detail?limit=2`))).toMatchObject({
      run: { runId },
      request: { workflow: "tour" },
      spec: null,
      events: { events: [{ event: { seq: 2 } }, { event: { seq: 3 } }] },
    });
  });
  it("the dashboard's stream says hello, catches up a wanted run, and ends with the reader", async () => {
    const runId = await finishedRun();
    const abort = new AbortController();
    const answer = await ask(`/api/events?run=${runId}@0`, { signal: abort.signal });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    let text = "";
    const reader = answer.body?.getReader();
    while (!text.includes("run.complete")) text += Buffer.from((await reader?.read())?.value ?? "").toString();
    expect(text.indexOf('"hello"')).toBeLessThan(text.indexOf("run.events"));
    expect(text).toMatch(/id: \d+\ndata: {"type":"run.events"/);
    expect(t.dashboard.hub.listeners()).toBe(1);
    abort.abort();
    expect(t.dashboard.hub.listeners()).toBe(0);
    expect((await ask("/api/events?run=x@0")).status).toBe(400);
    expect((await ask(`/api/events?run=${runId}@-1`)).status).toBe(400);
  });
});

describe("workspaces", () => {
  it("are added, trusted and taken off the list; the folder stays", async () => {
    const folder = join(t.dir, "repo");
    await mkdir(folder);
    const add = (value: unknown) => ask("/api/workspaces/import-local", send("POST", value));
    const added = await add({ path: folder, display_name: "Mine" });
    expect(added.status).toBe(201);
    const { id: workspaceId = "" } = (await added.json()) as { id?: string };
    expect((await add({ path: "relative" })).status).toBe(400);
    expect((await add({ path: "/no/such/folder" })).status).toBe(400);
    const at = `/api/workspaces/${workspaceId}`;
    expect(await body(await ask(at, send("PATCH", { trusted: true })))).toMatchObject({
      trusted: true,
    });
    expect(await body(await ask(at, send("PATCH", { disabled: true })))).toMatchObject({
      trusted: true,
      disabled: true,
    });
    const both = await body(await ask(at, send("PATCH", { trusted: false, disabled: false })));
    expect([both.trusted, both.disabled]).toEqual([false, false]);
    for (const wrong of [{}, { trusted: "yes" }, { disabled: 1 }, { enabled: false }])
      expect((await ask(at, send("PATCH", wrong))).status).toBe(400);
    expect(await body(await ask("/api/workspaces"))).toMatchObject({ total: 1 });
    const gone = await ask(at, { method: "DELETE" });
    expect([gone.status, await body(gone)]).toMatchObject([200, { sessions: 0, folder_deleted: false }]);
    expect((await stat(folder)).isDirectory()).toBe(true);
    expect((await ask(at)).status).toBe(404);
    expect((await ask("/api/workspaces/..%2fx", { method: "DELETE" })).status).toBe(404);
  });
});

describe("what there is to know", () => {
  it("health, workflows and metrics answer", async () => {
    expect(await body(await ask("/api/health"))).toMatchObject({
      status: "ok",
      lock: { held: true },
      slots: { running: 0 },
    });
    const { items } = (await body(await ask("/api/workflows"))) as {
      items: { name: string }[];
    };
    expect(items.map((w) => w.name)).toEqual(expect.arrayContaining(["verify", "repo-report", "tour"]));
    await finishedRun();
    const text = await (await ask("/api/metrics")).text();
    expect(text).toMatch(/^codex_toolloop_lock_held 1$/m);
    expect(text).toMatch(/^codex_toolloop_run_starts_total\{kind="workflow"\} 1$/m);
    expect(t.dashboard.catalog.query(RunListQuery.parse({})).total).toBe(1);
  });
  it("an unknown address is 404, a missing method 405 with Allow, and HEAD has no body", async () => {
    expect((await ask("/api/x")).status).toBe(404);
    const refused = await ask("/api/health", { method: "POST" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const head = await ask("/api/health", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});

describe("downloads", () => {
  const MIB = 2 ** 20;
  // Put together here, so that no scanner takes this file for a leak.
  const secret = `ghp${"_"}${"a1B2c3D4e5F6".repeat(3)}`;
  /** 20 MB of lines with a secret across every border of 64 KiB. */
  function bigFile(): Buffer {
    const bytes = Buffer.alloc(20 * MIB, `${"compiling module, all fine so far, ünïcode ".repeat(2)}\n`);
    for (let at = 64 * 1024; at < bytes.length; at += 64 * 1024) bytes.write(`\n${secret}\n`, at - 12, "latin1");
    return bytes;
  }
  const get = (runId: string, path: string, query: string, headers: Record<string, string> = {}) =>
    ask(`/api/runs/${runId}/artifacts/${path}${query}`, { headers });

  it.each(["big.txt", "output.log"])("give the whole of %s, redacted, a piece at a time", async (path) => {
    const runId = await finishedRun();
    const raw = bigFile();
    await writeFile(join(t.store.runDir(runId), path), raw);
    const answer = await get(runId, path, "?download=1");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    const reader = answer.body?.getReader();
    const parts: Uint8Array[] = [];
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) parts.push(part.value);
    expect(Math.max(...parts.map((p) => p.byteLength))).toBeLessThanOrEqual(MIB + 4);
    const got = Buffer.concat(parts);
    expect(got.length).toBe(raw.length);
    expect(got.includes("ghp_")).toBe(false);
    expect(got.toString("latin1").match(/\*{40}/g)).toHaveLength(319);
    expect(got.includes("compiling module, all fine so far, ünïcode")).toBe(true);
  });

  it("read on only as fast as the reader takes it", async () => {
    const runId = await finishedRun();
    await writeFile(join(t.store.runDir(runId), "big.txt"), bigFile());
    let reads = 0;
    const read = t.store.readArtifact.bind(t.store);
    t.store.readArtifact = (...args) => {
      reads++;
      return read(...args);
    };
    const answer = await get(runId, "big.txt", "?download=1");
    const reader = answer.body?.getReader();
    await reader?.read();
    await new Promise((next) => setImmediate(next));
    expect(reads).toBeLessThanOrEqual(3);
    await reader?.cancel();
    expect(reads).toBeLessThanOrEqual(3);
  });

  it("of a live run's log end with its last whole line: half a secret is no line yet", async () => {
    const stay = await liveDashboard({ program: [process.execPath, "-e", "setTimeout(() => {}, 60000)"] });
    try {
      const started = await ask("/api/runs", send("POST", { workflow: "tour" }));
      const { runId } = (await started.json()) as { runId: string };
      await writeFile(join(stay.store.runDir(runId), "output.log"), `one\n${secret.slice(0, 20)}`);
      expect(await (await get(runId, "output.log", "?download=1")).text()).toBe("one\n");
      expect(await (await get(runId, "output.log", "")).text()).toBe("one\n");
    } finally {
      await stay.close();
    }
  });

  it("keep to an offset and a limit that were asked for", async () => {
    const runId = await finishedRun();
    expect(await (await get(runId, "output.log", "?download=1&offset=4&limit=4")).text()).toBe("two\n");
    expect(await (await get(runId, "output.log", "?offset=4")).text()).toBe("two\nthree\n");
  });
});
