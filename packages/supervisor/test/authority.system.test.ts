import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSupervisor } from "../src/index.ts";
import { optionsFor } from "./support/options.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave", TOOLLOOP_MAX_CONCURRENT: "1" });
});
afterEach(() => rig.cleanup());

describe("a second supervisor", () => {
  it("says who holds the store, refuses with 503, writes nothing, shows the holder's queue, and takes over", async () => {
    const first = await rig.supervise({ address: "http://127.0.0.1:4590" });
    const live = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const waiting = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const store = await openStore(rig.root);
    const second = createSupervisor({ ...optionsFor(store), log: () => {} });
    try {
      await second.start();
      expect(second.authority()).toMatchObject({
        held: false,
        readOnly: true,
        holder: { pid: process.pid, address: "http://127.0.0.1:4590" },
      });
      const before = await rig.records();
      const outcome = await second.submit({ request: rig.request(), onLimit: "queue" });
      expect(refused(outcome)).toBe("503 read_only");
      expect(!outcome.ok && outcome.problem.detail).toContain("http://127.0.0.1:4590");
      expect(refused(await second.stop(live.runId, "ada"))).toBe("503 read_only");
      await until(() => second.slots().running === 1, "it sees the live run");
      expect(second.queue()).toEqual([waiting.runId]);
      expect(second.slots()).toMatchObject({ running: 1, queued: 1 });
      expect(await rig.records()).toEqual(before);

      let changes = 0;
      second.onChange(() => changes++);
      await first.shutdown();
      await until(() => second.authority().held, "it has taken over");
      expect(second.authority()).toEqual({ held: true, readOnly: false });
      await until(() => changes > 0, "the listeners were told");
      await rig.finish(live.runId);
      expect(await second.settled(live.runId)).toBe("success");
      await rig.finish(waiting.runId);
      expect(await second.settled(waiting.runId)).toBe("success");
    } finally {
      await second.shutdown({ hurry: true });
      await store.close();
    }
  });

  it("shows the end of a run that only the holder's records tell", async () => {
    const first = await rig.supervise();
    const live = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const waiting = good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const store = await openStore(rig.root);
    const second = createSupervisor(optionsFor(store));
    try {
      await second.start();
      const catalog = await store.catalog();
      expect(catalog.get(waiting.runId)).toMatchObject({ status: "queued", queuePosition: 1 });
      good(await first.stop(waiting.runId, "ada"));
      await until(() => catalog.get(waiting.runId)?.status === "canceled", "it is shown as canceled");
      expect(second.queue()).toEqual([]);
      const settled = second.settled(live.runId);
      await rig.finish(live.runId);
      expect(await settled).toBe("success");
      expect(second.slots()).toMatchObject({ running: 0, queued: 0 });
    } finally {
      await second.shutdown();
      await store.close();
    }
  });
});

describe("a store that cannot be used", () => {
  it("is read-only where the setting says so, and takes no lock", async () => {
    const own = await makeRig({ TOOLLOOP_READ_ONLY: "1" });
    try {
      const supervisor = await own.supervise();
      expect(supervisor.authority()).toEqual({ held: false, readOnly: true, why: "the setting readOnly is on" });
      expect(refused(await supervisor.submit({ request: own.request(), onLimit: "reject" }))).toBe("503 read_only");
    } finally {
      await own.cleanup();
    }
  });

  it("is read-only while its records cannot be written, and recovers by itself", async () => {
    const path = join(rig.root, "ui-runs.jsonl");
    await mkdir(path);
    const supervisor = await rig.supervise();
    expect(supervisor.authority()).toMatchObject({ held: false, readOnly: true });
    expect(refused(await supervisor.submit({ request: rig.request(), onLimit: "reject" }))).toBe("503 read_only");
    // Tried again at every check, said once.
    let checks = 0;
    supervisor.onChange(() => checks++);
    await until(() => checks >= 3, "it has tried again");
    expect(rig.log.filter((entry) => entry.event === "take_over_failed")).toHaveLength(1);
    await rm(path, { recursive: true });
    await until(() => supervisor.authority().held, "it has recovered");
    good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
  });

  it("answers 503 to a start whose directory cannot be made, keeps nothing of it, and gives the slot back", async () => {
    const supervisor = await rig.supervise();
    const runs = join(rig.root, "runs");
    await rename(runs, `${runs}.away`);
    await writeFile(runs, "");
    const request = rig.request({ idempotencyKey: "k" });
    const outcome = await supervisor.submit({ request, onLimit: "reject" });
    expect(!outcome.ok && outcome.problem.status).toBe(503);
    expect(supervisor.slots()).toMatchObject({ running: 0, queued: 0 });
    await rm(runs);
    await rename(`${runs}.away`, runs);
    expect(await readdir(runs)).toEqual([]);
    expect(await rig.records()).toEqual([]);
    expect(good(await supervisor.submit({ request, onLimit: "reject" })).deduplicated).toBe(false);
  });
});
