import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { liveness } from "@codex-toolloop/process";
import { isFinal } from "@codex-toolloop/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fromTerminal, leaveBehind } from "./support/leave-behind.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
afterEach(async () => {
  vi.restoreAllMocks();
  await rig.cleanup();
});

const logged = (event: string, runId?: string) =>
  rig.log.some((e) => e.event === event && (runId === undefined || e.runId === runId));

describe("a run that says it runs, and not as whom", () => {
  it("is live as long as anything of it is found, and orphaned after", async () => {
    rig = await makeRig();
    const { runId, pid } = await fromTerminal(rig, { inputs: { meta: "no pid" } });
    const supervisor = await rig.supervise();
    expect(supervisor.slots().running).toBe(1);
    process.kill(pid, "SIGKILL");
    process.kill(Number(await readFile(join(rig.root, "runs", runId, "self.pid"), "utf8")), "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("orphaned");
    expect(supervisor.slots().running).toBe(0);
  });

  it("can be stopped", async () => {
    rig = await makeRig();
    const { runId, ...launcher } = await fromTerminal(rig, {
      inputs: { meta: "no pid", control: "ignore", term: "ignore" },
    });
    const supervisor = await rig.supervise();
    good(await supervisor.stop(runId, "ada"));
    expect(isFinal(await supervisor.settled(runId))).toBe(true);
    expect(liveness(launcher)).toBe("gone");
  });
});

describe("a stop that a terminal wrote into control.jsonl", () => {
  const line = () => ({ v: 1 as const, at: new Date().toISOString(), by: "bob", type: "stop" as const });

  it("cancels a waiting run, tells who asked, and the run's own files say so", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const supervisor = await rig.supervise();
    good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const { runId } = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    await rig.store.appendControl(runId, { ...line(), reason: "stop_requested" });
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, requestedBy: "bob" });
    expect(await rig.store.readMeta(runId)).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(supervisor.queue()).toEqual([]);
  });

  it("keeps a run from starting whose turn comes before anybody looked", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const supervisor = await rig.supervise({ checkEveryMs: 3_600_000 });
    const first = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const { runId } = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    await rig.store.appendControl(runId, { ...line(), reason: "stop_requested" });
    await rig.finish(first.runId);
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await rig.started()).toEqual([first.runId]);
    expect(supervisor.slots()).toMatchObject({ running: 0, queued: 0 });
  });

  it("is honoured by the next dashboard where none was there to see it", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_ON_SHUTDOWN: "leave" });
    const first = await rig.supervise();
    const live = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const { runId } = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    await rig.ready(live.runId);
    await first.shutdown();
    await rig.store.appendControl(runId, { ...line(), reason: "stop_requested" });
    await rig.finish(live.runId);
    await rig.supervise();
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "canceled" });
    expect(await rig.started()).toEqual([live.runId]);
  });

  it("is shown on a live run while it ends", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = rig.request({ inputs: { control: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
    await rig.ready(runId);
    const asked = line();
    await rig.store.appendControl(runId, { ...asked, reason: "stop_requested" });
    const catalog = await rig.store.catalog();
    await until(() => catalog.get(runId)?.stopRequestedAt === asked.at, "it is shown");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ stopRequestedAt: asked.at, stopRequestedBy: "bob" });
  });
});

describe("prune", () => {
  it("removes runs that never had a process like any other", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
    const supervisor = await rig.supervise();
    good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const waiting = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    good(await supervisor.stop(waiting.runId, "ada"));
    const later = new Date(Date.now() + 86_400_000 * 2);
    const isLive = () => false;
    // As another process sees the store: without this supervisor's overlays.
    const other = await (await import("@codex-toolloop/store")).openStore(rig.root);
    try {
      const { removed } = await other.prune({ days: 1, keep: 0, now: later, dryRun: true, isLive });
      expect(removed).toContain(waiting.runId);
    } finally {
      await other.close();
    }
  });
});

describe("a machine that is short of descriptors", () => {
  it("does not make a live run look gone", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const program = fileURLToPath(new URL("./programs/starved.ts", import.meta.url));
    const { runId, ...identity } = await leaveBehind(rig);
    const child = spawn(
      "/bin/sh",
      ["-c", `ulimit -n 256; exec "$@"`, "sh", process.execPath, "--import", "tsx", program, rig.root],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe("starving");
    expect((await lines.next()).value).toBe("503");
    expect((await lines.next()).value).toBe("fed");
    expect(liveness(identity)).toBe("alive");
    await rig.finish(runId);
    expect((await lines.next()).value).toBe("success");
    child.stdin.end();
    await once(child, "exit");
  });
});

describe("a store that is changed by somebody else", () => {
  it("gets its records again when they were removed, and loses no run", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const { runId } = good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
    await rig.ready(runId);
    await unlink(join(rig.root, "ui-runs.jsonl"));
    await until(async () => (await rig.records(runId)).some((r) => r.pid !== undefined), "the record is there again");
    await rig.finish(runId);
    expect(await supervisor.settled(runId)).toBe("success");
    expect((await rig.records(runId)).at(-1)?.status).toBe("success");
  });

  it("that is taken away starts nothing any more, says why, and still ends its runs", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = rig.request({ inputs: { control: "ignore", term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    await rig.ready(runId);
    const record = (await rig.records(runId)).find((r) => r.pid !== undefined);
    const away = `${rig.root}.away`;
    await rename(rig.root, away);
    try {
      await mkdir(rig.root);
      await until(() => supervisor.authority().readOnly, "it is noticed");
      expect(supervisor.authority()).toMatchObject({
        held: false,
        why: expect.stringContaining("removed or replaced"),
      });
      expect(refused(await supervisor.submit({ request: rig.request(), onLimit: "reject" }))).toBe("503 read_only");
      good(await supervisor.stop(runId, "ada"));
      expect(isFinal(await supervisor.settled(runId))).toBe(true);
      expect(liveness({ pid: record?.pid ?? 0, startTime: record?.startTime ?? "" })).toBe("gone");
    } finally {
      await rm(rig.root, { recursive: true, force: true });
      await rename(away, rig.root);
    }
  });

  it("with garbage in the middle of its records adopts every run all the same", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const { runId } = await leaveBehind(rig);
    const path = join(rig.root, "ui-runs.jsonl");
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const garbage = ["{half", "\0".repeat(4096), '{"schemaVersion":1}', "\u{fffd}\u{fffd}", "[]", "null"];
    await writeFile(
      path,
      `${lines.flatMap((l, i) => [l, garbage[i] ?? ""]).join("\n")}\n${garbage.join("\n")}\n{"torn`,
    );
    const next = await rig.supervise();
    expect(logged("records_read")).toBe(true);
    await rig.finish(runId);
    expect(await next.settled(runId)).toBe("success");
    expect((await rig.store.catalog()).get(runId)?.status).toBe("success");
  });

  it("with a waiting run whose request is garbage fails that run and starts the next", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_ON_SHUTDOWN: "leave" });
    const first = await rig.supervise();
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(good(await first.submit({ request: rig.request(), onLimit: "queue" })).runId);
    const [live = "", broken = "", good2 = ""] = ids;
    await rig.ready(live);
    await first.shutdown();
    await writeFile(join(rig.root, "runs", broken, "request.json"), '{"v":1,"runId":7');
    const next = await rig.supervise();
    expect((await rig.records(broken)).at(-1)).toMatchObject({ status: "failed", reason: "internal_error" });
    await rig.finish(live);
    await rig.finish(good2);
    expect(await next.settled(good2)).toBe("success");
  });
});

describe("a clock that is set back", () => {
  it("does not hold up a stop, nor a key", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = rig.request({ inputs: { control: "ignore", term: "ignore" }, idempotencyKey: "k" });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    await rig.ready(runId);
    const real = Date.now.bind(Date);
    let back = 0;
    vi.spyOn(Date, "now").mockImplementation(() => real() - back);
    // An adopted run's launcher is watched by looking: the waits of the ladder must not stretch.
    good(await supervisor.stop(runId, "ada"));
    back = 3_600_000;
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(good(await supervisor.submit({ request, onLimit: "reject" }))).toMatchObject({ runId, deduplicated: true });
  });
});

describe("who supervises", () => {
  it("is one of eight that start at once, and when it ends, one of the others", async () => {
    rig = await makeRig();
    const all = await Promise.all(Array.from({ length: 8 }, () => rig.supervise()));
    const holders = () => all.filter((s) => s.authority().held);
    expect(holders()).toHaveLength(1);
    const [first] = holders();
    await first?.shutdown();
    await until(() => holders().length === 1, "another one took over");
    expect(holders()[0]).not.toBe(first);
  });

  it("is still the holder when it is frozen: the second one is soon up, read-only, and takes over after its death", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const program = fileURLToPath(new URL("./programs/dashboard.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", program, rig.root], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGSTOP");
    const begun = performance.now();
    const second = await rig.supervise();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(second.authority()).toMatchObject({ held: false, readOnly: true });
    child.kill("SIGKILL");
    await until(() => second.authority().held, "it took over");
  });
});

describe.skipIf(process.getuid?.() !== 0)("a run directory that turns read-only (a bind mount; needs root)", () => {
  it("is no reason to let the run go on", async () => {
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = rig.request({ inputs: { control: "ignore", term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    await rig.ready(runId);
    const dir = join(rig.root, "runs", runId);
    execFileSync("mount", ["--bind", dir, dir]);
    try {
      execFileSync("mount", ["-o", "remount,ro,bind", dir]);
      good(await supervisor.stop(runId, "ada"));
      expect(isFinal(await supervisor.settled(runId))).toBe(true);
      expect(logged("control_not_written", runId)).toBe(true);
      expect(supervisor.slots().running).toBe(0);
    } finally {
      execFileSync("umount", ["-l", dir]);
    }
  });
});
