import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "2", TOOLLOOP_MAX_QUEUED: "3", TOOLLOOP_MAX_QUEUED_PER_USER: "2" });
});
afterEach(() => rig.cleanup());

describe("starting a run", () => {
  it("launches it, and records each transition once: claimed, running with its process, final", async () => {
    const supervisor = await rig.supervise();
    const request = rig.request();
    const { runId, status, deduplicated } = good(await supervisor.submit({ request, onLimit: "reject" }));
    expect([runId, status, deduplicated]).toEqual([request.runId, "running", false]);
    expect(supervisor.slots()).toEqual({ running: 1, limit: 2, queued: 0, maxQueued: 3 });
    await rig.finish(runId);
    expect(await supervisor.settled(runId)).toBe("success");
    const records = await rig.records(runId);
    expect(records.map((r) => r.status)).toEqual(["queued", "running", "success"]);
    expect(records[0]?.startedAt).toBeDefined();
    expect(records[1]?.pid).toBeGreaterThan(1);
    expect(records[2]).toMatchObject({ reason: "exit_zero", exitCode: 0, signal: null });
    expect(supervisor.slots().running).toBe(0);
    expect((await stat(join(rig.root, "ui-runs.jsonl"))).mode & 0o777).toBe(0o600);
  });

  it("takes the outcome from the run, and counts it", async () => {
    const supervisor = await rig.supervise();
    const { runId } = good(
      await supervisor.submit({ request: rig.request({ inputs: { exit: 3 } }), onLimit: "reject" }),
    );
    expect(await supervisor.settled(runId)).toBe("failed");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "failed", reason: "exit_nonzero", exitCode: 3 });
    expect(supervisor.counters()).toMatchObject({ starts: 1, failures: 1 });
  });

  it("takes the outcome from the launcher where the run wrote none", async () => {
    const supervisor = await rig.supervise();
    const inputs = { meta: "never", exit: 0 };
    const { runId } = good(await supervisor.submit({ request: rig.request({ inputs }), onLimit: "reject" }));
    expect(await supervisor.settled(runId)).toBe("success");
    const listed = (await rig.store.catalog()).get(runId);
    expect(listed).toMatchObject({ status: "success", reason: "exit_zero", workflow: "fake", requestedBy: "ada" });
  });

  it("is over as spawn_error when the program does not exist, and shows so", async () => {
    const supervisor = await rig.supervise({
      commandFor: (_request, runDir) => ({ argv: ["/no/such/program"], cwd: runDir, env: {} }),
    });
    const { runId } = good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
    expect(await supervisor.settled(runId)).toBe("failed");
    expect((await rig.store.catalog()).get(runId)).toMatchObject({ status: "failed", reason: "spawn_error" });
    expect(supervisor.slots().running).toBe(0);
  });

  it("is over as spawn_error when no command can be made", async () => {
    const supervisor = await rig.supervise({
      commandFor: () => {
        throw new Error("the command line is not built");
      },
    });
    const { runId, status } = good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
    expect(status).toBe("failed");
    expect((await rig.store.catalog()).get(runId)?.detail).toContain("the command line is not built");
  });

  it("ends by the launcher's deadline as timeout", async () => {
    const supervisor = await rig.supervise();
    const request = rig.request({ timeoutSeconds: 1, inputs: { term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    expect(await supervisor.settled(runId)).toBe("timeout");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "timeout", reason: "deadline" });
    expect(supervisor.counters().timeouts).toBe(1);
    expect(await supervisor.receipt(runId)).toMatchObject({ requestedBy: "deadline", complete: true, proven: true });
  });

  it("ends by the deadline although somebody froze its launcher", async () => {
    const supervisor = await rig.supervise();
    const request = rig.request({ timeoutSeconds: 1, inputs: { term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    await rig.ready(runId);
    const pid = (await rig.records(runId)).find((r) => r.pid !== undefined)?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    expect(await supervisor.settled(runId)).toBe("timeout");
    expect(await supervisor.receipt(runId)).toMatchObject({ requestedBy: "deadline", complete: true, proven: true });
  });

  it("refuses an id that is taken, and leaves that run alone", async () => {
    const supervisor = await rig.supervise();
    const request = rig.request();
    good(await supervisor.submit({ request, onLimit: "reject" }));
    expect(refused(await supervisor.submit({ request, onLimit: "reject" }))).toBe("409 run_exists");
    expect(await rig.store.readRequest(request.runId)).not.toBeNull();
  });
});

describe("the limit", () => {
  it("answers 429 with Retry-After and starts nothing", async () => {
    const supervisor = await rig.supervise();
    for (let i = 0; i < 2; i++) good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
    const third = rig.request();
    const outcome = await supervisor.submit({ request: third, onLimit: "reject" });
    expect(refused(outcome)).toBe("429 limit_reached");
    expect(!outcome.ok && outcome.retryAfterSeconds).toBeGreaterThan(0);
    expect(await rig.store.readRequest(third.runId)).toBeNull();
    expect(supervisor.counters()).toMatchObject({ starts: 2, rejected: 1 });
  });

  it("holds for requests that arrive together", async () => {
    const supervisor = await rig.supervise();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => supervisor.submit({ request: rig.request(), onLimit: "reject" })),
    );
    expect(outcomes.filter((o) => o.ok)).toHaveLength(2);
    expect(supervisor.slots().running).toBe(2);
  });

  it("queues in order of arrival, tells the place, and starts the oldest when a slot comes free", async () => {
    const supervisor = await rig.supervise();
    const running = [rig.request(), rig.request()];
    for (const request of running) good(await supervisor.submit({ request, onLimit: "queue" }));
    const waiting = [rig.request(), rig.request({ requestedBy: "bob" }), rig.request()];
    const answers = [];
    for (const request of waiting) answers.push(good(await supervisor.submit({ request, onLimit: "queue" })));
    expect(answers.map((a) => [a.status, a.queuePosition])).toEqual([
      ["queued", 1],
      ["queued", 2],
      ["queued", 3],
    ]);
    const ids = waiting.map((r) => r.runId);
    expect(supervisor.queue()).toEqual(ids);
    const catalog = await rig.store.catalog();
    expect(ids.map((id) => catalog.get(id)?.queuePosition)).toEqual([1, 2, 3]);
    expect(catalog.get(ids[1] ?? "")).toMatchObject({ status: "queued", requestedBy: "bob", title: "Fake run" });

    await rig.finish(running[1]?.runId ?? "");
    await until(() => supervisor.queue().length === 2, "one has left the queue");
    expect(supervisor.queue()).toEqual(ids.slice(1));
    expect(ids.slice(1).map((id) => catalog.get(id)?.queuePosition)).toEqual([1, 2]);
    for (const id of [running[0]?.runId ?? "", ...ids]) await rig.finish(id);
    for (const id of ids) expect(await supervisor.settled(id)).toBe("success");
    expect((await rig.claimed()).slice(2)).toEqual(ids);
  });

  it("bounds the queue in all and per user", async () => {
    const supervisor = await rig.supervise();
    const submit = (user: string) =>
      supervisor.submit({ request: rig.request({ requestedBy: user }), onLimit: "queue" });
    for (const user of ["ada", "ada", "ada", "ada"]) good(await submit(user));
    const own = await submit("ada");
    expect(refused(own)).toBe("429 queue_full_user");
    good(await submit("bob"));
    const all = await submit("cy");
    expect(refused(all)).toBe("429 queue_full");
    for (const outcome of [own, all]) expect(!outcome.ok && outcome.retryAfterSeconds).toBeGreaterThan(0);
  });

  it("takes a new limit from config.yaml while it runs", async () => {
    const own = await makeRig();
    try {
      await writeFile(join(own.root, "config.yaml"), "maxConcurrent: 1\n");
      const supervisor = await own.supervise();
      for (let i = 0; i < 3; i++) good(await supervisor.submit({ request: own.request(), onLimit: "queue" }));
      expect(supervisor.slots()).toMatchObject({ running: 1, limit: 1, queued: 2 });
      await writeFile(join(own.root, "config.yaml"), "maxConcurrent: 10\n");
      await until(() => supervisor.slots().running === 3, "those that waited have started");
    } finally {
      await own.cleanup();
    }
  });

  it("lets nobody overtake the queue, also when a slot is free", async () => {
    const supervisor = await rig.supervise();
    const first = [rig.request(), rig.request(), rig.request()];
    for (const request of first) good(await supervisor.submit({ request, onLimit: "queue" }));
    // A lower limit than runs: the queue must wait although it is not full.
    expect(refused(await supervisor.submit({ request: rig.request(), onLimit: "reject" }))).toBe("429 limit_reached");
  });
});
