import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identify, liveness } from "@codex-toolloop/process";
import { isFinal } from "@codex-toolloop/protocol";
import { newRunId, openStore } from "@codex-toolloop/store";
import { afterEach, describe, expect, it } from "vitest";
import { createSupervisor } from "../src/index.ts";
import { dashboard } from "./support/dashboard.ts";
import { optionsFor } from "./support/options.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.cleanup();
  rig = undefined;
});

describe("a dashboard that is killed", () => {
  it("loses nothing: its runs live on, the next one adopts them, and what waited starts after it", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "2" });
    await writeFile(join(rig.root, "config.yaml"), "maxConcurrent: 2\n");
    const first = await dashboard(rig.root);
    const requests = [0, 1, 2, 3].map(() => requireRig().request());
    for (const request of requests) expect((await first.submit(request)).ok).toBe(true);
    await first.kill();
    const ids = requests.map((r) => r.runId);
    const next = await rig.supervise();
    expect(next.slots()).toMatchObject({ running: 2, queued: 2 });
    expect(next.queue()).toEqual(ids.slice(2));
    for (const id of ids) await rig.finish(id);
    for (const id of ids) expect(await next.settled(id)).toBe("success");
    expect(await rig.claimed()).toEqual(ids);
    expect((await rig.started()).sort()).toEqual([...ids].sort());
  });

  it("never makes a run start twice or vanish, however often it is killed in the middle of starts", async () => {
    rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "4" });
    await writeFile(join(rig.root, "config.yaml"), "maxConcurrent: 4\n");
    for (let round = 0; round < 6; round++) {
      const child = await dashboard(rig.root);
      for (let i = 0; i < 10; i++) child.push(rig.request({ inputs: { exit: 0 } }));
      const before = (await rig.records()).length;
      const wanted = before + 1 + round * 2;
      await until(async () => (await requireRig().records()).length >= wanted, "some records are written");
      await child.kill();
    }
    const last = await rig.supervise();
    const ids = [...new Set((await rig.records()).map((r) => r.runId))];
    const ends = await Promise.all(ids.map((id) => last.settled(id)));
    expect(ids.length).toBeGreaterThanOrEqual(6);
    const started = await rig.started();
    expect(new Set(started).size).toBe(started.length);
    expect(new Set(ends)).toEqual(new Set(["success"]));
    expect([...started].sort()).toEqual([...ids].sort());
    for (const id of ids) expect((await rig.records(id)).filter((r) => isFinal(r.status))).toHaveLength(1);
  });
});

describe("a process that will not go", () => {
  it("is killed itself when it answers neither TERM nor QUIT", async () => {
    rig = await makeRig();
    const deaf = spawn("/bin/sh", ["-c", "trap '' TERM QUIT; echo deaf; while :; do sleep 0.1; done"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      await once(deaf.stdout, "data");
      const identity = identify(deaf.pid ?? 0);
      if (!identity) throw new Error("it has not started");
      const request = rig.request();
      await rig.store.createRun(request);
      const record = { schemaVersion: 1, runId: request.runId, at: request.createdAt, status: "running", ...identity };
      await appendFile(join(rig.root, "ui-runs.jsonl"), `${JSON.stringify(record)}\n`);
      const supervisor = await rig.supervise();
      good(await supervisor.stop(request.runId, "ada"));
      expect(await supervisor.settled(request.runId)).toBe("orphaned");
      expect(liveness(identity)).toBe("gone");
      const receipt = await supervisor.receipt(request.runId);
      expect(receipt?.signals.map((s) => s.signal)).toEqual(["SIGTERM", "SIGQUIT", "SIGKILL"]);
      expect(receipt?.proven).toBe(false);
    } finally {
      deaf.kill("SIGKILL");
    }
  });
});

describe("records", () => {
  it("are compacted at start: 50,000 final runs leave what is still needed: a key that still counts", async () => {
    rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const keyed = { ...rig.request({ idempotencyKey: "k" }) };
    const old = Array.from({ length: 50_000 }, () => ({ schemaVersion: 1, runId: newRunId(), at, status: "success" }));
    const text = old.map((r) => `${JSON.stringify(r)}\n`).join("");
    const path = join(rig.root, "ui-runs.jsonl");
    await writeFile(path, text);
    const first = await rig.supervise();
    expect((await stat(path)).size).toBe(0);
    const { runId } = good(await first.submit({ request: keyed, onLimit: "reject" }));
    await rig.finish(runId);
    await first.settled(runId);
    await first.shutdown();
    await appendFile(path, text);
    const next = await rig.supervise();
    const kept = await rig.records();
    expect(kept.map((r) => [r.runId, r.status, r.idempotencyKey])).toEqual([[runId, "success", "k"]]);
    expect(good(await next.submit({ request: keyed, onLimit: "reject" }))).toMatchObject({ deduplicated: true });
  });
});

describe.skipIf(process.getuid?.() !== 0)("a full disk (a small file system of its own; needs root)", () => {
  it("is answered with 503 disk_full, leaves no half run, keeps the ends of runs for later, and recovers", async () => {
    const mount = await mkdtemp(join(tmpdir(), "full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", mount]);
    try {
      const root = join(mount, "store");
      const store = await openStore(root, { create: true, env: { TOOLLOOP_STOP_GRACE_SECONDS: "0.3" } });
      const log: string[] = [];
      const supervisor = createSupervisor({ ...optionsFor(store), log: (e) => log.push(e.event) });
      await supervisor.start();
      const { request } = requireRig(await makeRig());
      const live = request({ inputs: { meta: "never", control: "ignore" } });
      good(await supervisor.submit({ request: live, onLimit: "reject" }));
      await until(
        () =>
          stat(join(root, "runs", live.runId, "ready")).then(
            () => true,
            () => false,
          ),
        "it is ready",
      );

      // The file system has blocks of 4 KiB: the last one of the records is filled up, so that the next record needs one.
      const records = join(root, "ui-runs.jsonl");
      await appendFile(records, "\n".repeat(4096 - ((await stat(records)).size % 4096)));
      const ballast = join(mount, "ballast");
      try {
        execFileSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=1k"], { stdio: "ignore" });
      } catch {
        // dd says that the disk is full: that is the point.
      }
      const refusedOne = request();
      expect(refused(await supervisor.submit({ request: refusedOne, onLimit: "reject" }))).toBe("503 disk_full");
      expect(supervisor.slots().running).toBe(1);
      expect(await store.readRequest(refusedOne.runId)).toBeNull();
      // A full disk is no reason to let a run go on.
      good(await supervisor.stop(live.runId, "ada"));
      const end = await supervisor.settled(live.runId);
      expect(isFinal(end)).toBe(true);

      await rm(ballast);
      await until(() => log.includes("record_saved"), "the end is recorded after all");
      const { runId } = good(await supervisor.submit({ request: request({ inputs: { exit: 0 } }), onLimit: "reject" }));
      expect(await supervisor.settled(runId)).toBe("success");
      await supervisor.shutdown({ hurry: true });
      await store.close();
    } finally {
      execFileSync("umount", ["-l", mount]);
      await rm(mount, { recursive: true, force: true });
    }
  });

  it("is read-only on a file system that is, and shows the runs", async () => {
    const mount = await mkdtemp(join(tmpdir(), "readonly-"));
    const made = requireRig(await makeRig());
    try {
      const first = await made.supervise();
      const { runId } = good(await first.submit({ request: made.request({ inputs: { exit: 0 } }), onLimit: "reject" }));
      await first.settled(runId);
      await first.shutdown();
      execFileSync("mount", ["--bind", made.root, mount]);
      execFileSync("mount", ["-o", "remount,ro,bind", mount]);
      const store = await openStore(mount);
      const supervisor = createSupervisor(optionsFor(store));
      await supervisor.start();
      expect(supervisor.authority()).toMatchObject({ held: false, readOnly: true });
      expect(refused(await supervisor.submit({ request: made.request(), onLimit: "reject" }))).toBe("503 read_only");
      expect((await store.catalog()).get(runId)?.status).toBe("success");
      await supervisor.shutdown();
      await store.close();
    } finally {
      execFileSync("umount", ["-l", mount]);
      await rm(mount, { recursive: true, force: true });
    }
  });
});

/** The rig of this test; also takes one over, so that it is cleaned up. */
function requireRig(made?: Rig): Rig {
  rig = made ?? rig;
  if (!rig) throw new Error("there is no rig");
  return rig;
}
