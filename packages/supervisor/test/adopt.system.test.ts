import { spawn } from "node:child_process";
import { appendFile, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identify, liveness } from "@codex-toolloop/process";
import type { RunRequest, UiRunRecord } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fromTerminal as fromTerminalOn, leaveBehind as leaveBehindOn } from "./support/leave-behind.ts";
import { good, makeRig, type Rig, strayOf, until } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave", TOOLLOOP_MAX_CONCURRENT: "2" });
});
afterEach(() => rig.cleanup());

const append = (record: Partial<UiRunRecord> & { runId: string; status: UiRunRecord["status"] }) =>
  appendFile(
    join(rig.root, "ui-runs.jsonl"),
    `${JSON.stringify({ schemaVersion: 1, at: new Date().toISOString(), ...record })}\n`,
  );

const leaveBehind = (patch: Partial<RunRequest> = {}) => leaveBehindOn(rig, patch);
const fromTerminal = (patch: Partial<RunRequest> = {}) => fromTerminalOn(rig, patch);

describe("a new supervisor", () => {
  it("adopts a live run, and sees it end", async () => {
    const { runId } = await leaveBehind();
    const next = await rig.supervise();
    expect(rig.log).toContainEqual(expect.objectContaining({ event: "adopted", runId }));
    expect(next.slots().running).toBe(1);
    await rig.finish(runId);
    expect(await next.settled(runId)).toBe("success");
    expect((await rig.records(runId)).filter((r) => r.status === "success")).toHaveLength(1);
    expect(await rig.started()).toEqual([runId]);
  });

  it("stops a run that it adopted", async () => {
    const { runId } = await leaveBehind({ inputs: { control: "ignore", term: "ignore", detached: true } });
    const stray = await strayOf(rig, runId);
    const next = await rig.supervise();
    good(await next.stop(runId, "ada"));
    expect(await next.settled(runId)).toBe("canceled");
    expect(stray.alive()).toBe(false);
    expect(await next.receipt(runId)).toMatchObject({ complete: true, proven: true });
  });

  it("takes the outcome of a run that ended meanwhile", async () => {
    const { runId, pid, startTime } = await leaveBehind();
    await rig.finish(runId, 4);
    await until(() => liveness({ pid, startTime }) === "gone", "the launcher is gone");
    const next = await rig.supervise();
    expect(await next.settled(runId)).toBe("failed");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ reason: "exit_nonzero", exitCode: 4 });
    expect(next.slots().running).toBe(0);
  });

  it("calls a run orphaned whose process vanished without an outcome, and ends what it left", async () => {
    const { runId, pid, startTime } = await leaveBehind({ inputs: { detached: true } });
    const stray = await strayOf(rig, runId);
    process.kill(pid, "SIGKILL");
    await until(() => liveness({ pid, startTime }) === "gone", "the launcher is gone");
    const next = await rig.supervise();
    expect(await next.settled(runId)).toBe("orphaned");
    expect(stray.alive()).toBe(false);
    expect((await rig.store.catalog()).get(runId)).toMatchObject({ status: "orphaned", reason: "process_gone" });
  });

  it("never takes a process with another start time for the run, and leaves that process alone", async () => {
    const runId = rig.request().runId;
    await rig.store.createRun(rig.request({ runId }));
    const stranger = spawn("/bin/sleep", ["1000"]);
    try {
      const identity = identify(stranger.pid ?? 0);
      await append({ runId, status: "running", pid: stranger.pid ?? 0, startTime: `${identity?.startTime}0` });
      const next = await rig.supervise();
      expect(await next.settled(runId)).toBe("orphaned");
      expect(identity && liveness(identity)).toBe("alive");
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  it("keeps waiting runs in their order and starts them", async () => {
    const first = await rig.supervise();
    const requests = Array.from({ length: 5 }, () => rig.request());
    for (const request of requests) good(await first.submit({ request, onLimit: "queue" }));
    const ids = requests.map((r) => r.runId);
    await first.shutdown();
    const next = await rig.supervise();
    expect(next.queue()).toEqual(ids.slice(2));
    for (const id of ids) await rig.finish(id);
    for (const id of ids) expect(await next.settled(id)).toBe("success");
    expect(await rig.claimed()).toEqual(ids);
    expect((await rig.started()).sort()).toEqual([...ids].sort());
  });

  it("starts a run that was claimed and never launched", async () => {
    const request = rig.request();
    await rig.store.createRun(request);
    await append({ runId: request.runId, status: "queued", startedAt: new Date().toISOString(), requestedBy: "ada" });
    const next = await rig.supervise();
    await rig.finish(request.runId);
    expect(await next.settled(request.runId)).toBe("success");
  });

  it("does not start a claimed run again whose launcher came up: it finds it by its meta.json", async () => {
    const { runId } = await leaveBehind();
    const claims = (await rig.records(runId)).filter((r) => r.pid === undefined);
    await writeFile(join(rig.root, "ui-runs.jsonl"), claims.map((r) => `${JSON.stringify(r)}\n`).join(""));
    const next = await rig.supervise();
    expect(next.slots().running).toBe(1);
    await rig.finish(runId);
    expect(await next.settled(runId)).toBe("success");
    expect(await rig.started()).toEqual([runId]);
  });

  it("waits for a sign of life of a claimed run whose launcher may be coming up", async () => {
    const { runId } = await leaveBehind();
    const claims = (await rig.records(runId)).filter((r) => r.pid === undefined);
    await writeFile(join(rig.root, "ui-runs.jsonl"), claims.map((r) => `${JSON.stringify(r)}\n`).join(""));
    const meta = join(rig.root, "runs", runId, "meta.json");
    const text = await readFile(meta);
    await unlink(meta);
    await writeFile(join(rig.root, "index.jsonl"), "");
    const next = await rig.supervise();
    expect(rig.log).toContainEqual(expect.objectContaining({ event: "waiting_for_sign_of_life", runId }));
    expect(next.slots().running).toBe(1);
    await writeFile(meta, text);
    await until(() => rig.log.some((e) => e.event === "adopted" && e.runId === runId), "adopted");
    await rig.finish(runId);
    expect(await next.settled(runId)).toBe("success");
    expect(await rig.started()).toEqual([runId]);
  });

  it("starts a claimed run whose launcher never came up, once it is sure of that", async () => {
    const request = rig.request();
    await rig.store.createRun(request);
    await writeFile(join(rig.root, "runs", request.runId, "launcher.log"), "");
    await append({ runId: request.runId, status: "queued", startedAt: new Date().toISOString(), requestedBy: "ada" });
    const next = await rig.supervise();
    expect(next.slots()).toMatchObject({ running: 1, queued: 0 });
    expect(await rig.started()).toEqual([]);
    const real = performance.now.bind(performance);
    const now = vi.spyOn(performance, "now").mockImplementation(() => real() + 10_001);
    await until(() => rig.log.some((e) => e.event === "requeued" && e.claimed === true), "it waits again");
    now.mockRestore();
    await rig.finish(request.runId);
    expect(await next.settled(request.runId)).toBe("success");
    expect(await rig.started()).toEqual([request.runId]);
  });

  it("cancels a waiting run whose cancel was recorded and not finished", async () => {
    const request = rig.request();
    await rig.store.createRun(request);
    const at = new Date().toISOString();
    await append({ runId: request.runId, status: "queued", requestedBy: "ada", stopRequestedAt: at });
    const next = await rig.supervise();
    expect(await next.settled(request.runId)).toBe("canceled");
    expect(await rig.started()).toEqual([]);
  });

  it("removes what a dashboard made and never wrote down, and nothing that a terminal made", async () => {
    const half = rig.request();
    const terminal = rig.request({ requestedVia: "cli" });
    for (const request of [half, terminal]) await rig.store.createRun(request);
    await until(() => Date.now() > Date.parse(terminal.createdAt) + 5, "the ids are of the past");
    await rig.supervise();
    await until(() => rig.log.some((e) => e.event === "half_made_run_removed"), "it is removed");
    expect(await rig.store.readRequest(half.runId)).toBeNull();
    expect(await rig.store.readRequest(terminal.runId)).not.toBeNull();
  });

  it("fails a waiting run whose request is gone", async () => {
    const runId = rig.request().runId;
    await append({ runId, status: "queued", requestedBy: "ada" });
    await rig.supervise();
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "failed", reason: "internal_error" });
  });

  it("goes on with a stop that was under way", async () => {
    const { runId } = await leaveBehind({ inputs: { control: "ignore", term: "ignore" } });
    const at = new Date().toISOString();
    await append({ runId, status: "running", stopRequestedAt: at, stopRequestedBy: "bob", reason: "stop_requested" });
    const next = await rig.supervise();
    expect(await next.settled(runId)).toBe("canceled");
    expect(await next.receipt(runId)).toMatchObject({ requestedAt: at, requestedBy: "bob", complete: true });
  });

  it("speaks for a run that never wrote a word: the index has its end, also without our records", async () => {
    const broken = { commandFor: () => ({ argv: ["/no/such/program"], cwd: "/", env: {} }) };
    const first = await rig.supervise(broken);
    const { runId } = good(await first.submit({ request: rig.request(), onLimit: "reject" }));
    await first.settled(runId);
    await first.shutdown();
    await unlink(join(rig.root, "ui-runs.jsonl"));
    const catalog = await rig.store.catalog();
    catalog.overlay(runId, null);
    const said = { status: "failed", reason: "spawn_error", title: "Fake run" };
    await until(() => catalog.get(runId)?.status === "failed", "the index tells");
    expect(catalog.get(runId)).toMatchObject(said);
    expect(await rig.store.readMeta(runId)).toMatchObject(said);
  });
});

describe("a run of a terminal", () => {
  it("is found, counts against the limit, and is not recorded while all is well", async () => {
    const { runId } = await fromTerminal();
    const supervisor = await rig.supervise();
    expect(supervisor.slots().running).toBe(1);
    await rig.finish(runId);
    expect(await supervisor.settled(runId)).toBe("success");
    expect(supervisor.slots().running).toBe(0);
    expect(await rig.records(runId)).toEqual([]);
  });

  it("is found when it starts later", async () => {
    const supervisor = await rig.supervise();
    const { runId } = await fromTerminal();
    await until(() => supervisor.slots().running === 1, "it is counted");
    await rig.finish(runId);
    expect(await supervisor.settled(runId)).toBe("success");
  });

  it("can be stopped", async () => {
    const { runId } = await fromTerminal({ inputs: { control: "ignore", term: "ignore" } });
    const supervisor = await rig.supervise();
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, requestedBy: "ada" });
  });

  it("is orphaned once its process is gone without an outcome", async () => {
    const { runId, pid } = await fromTerminal();
    const supervisor = await rig.supervise();
    process.kill(pid, "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("orphaned");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "orphaned", workflow: "fake" });
    expect(supervisor.counters().orphans).toBe(1);
  });

  it("is not ended by a shutdown that stops our own", async () => {
    const own = await makeRig();
    try {
      const outer = rig;
      rig = own;
      const { runId, pid, startTime } = await fromTerminal();
      const supervisor = await own.supervise();
      expect(await supervisor.shutdown()).toEqual({ stopped: [], left: [] });
      expect(liveness({ pid, startTime })).toBe("alive");
      await own.finish(runId);
      await until(() => liveness({ pid, startTime }) === "gone", "it has ended by itself");
      rig = outer;
    } finally {
      await own.cleanup();
    }
  });
});
