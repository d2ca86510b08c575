import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { good, makeRig, type Rig, refused, strayOf } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
});
afterEach(() => rig.cleanup());

const started = async (inputs = {}) => {
  const supervisor = await rig.supervise();
  const { runId } = good(await supervisor.submit({ request: rig.request({ inputs }), onLimit: "queue" }));
  await rig.ready(runId);
  return { supervisor, runId };
};

describe("stopping a run", () => {
  it("is durable when it is answered, and the run ends by itself on the control line", async () => {
    const { supervisor, runId } = await started();
    const receipt = good(await supervisor.stop(runId, "bob"));
    expect(receipt).toMatchObject({ runId, requestedBy: "bob", status: "running", complete: false });
    expect(await rig.store.readControl(runId)).toMatchObject([{ type: "stop", by: "bob", reason: "stop_requested" }]);
    expect((await rig.records(runId)).some((r) => r.stopRequestedBy === "bob")).toBe(true);
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, proven: true, signals: [], survived: [] });
    expect(supervisor.counters().cancellations).toBe(1);
  });

  it("sends TERM to the launcher when the run does not react to the control line within the grace", async () => {
    const { supervisor, runId } = await started({ control: "ignore" });
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    const receipt = await supervisor.receipt(runId);
    expect(receipt?.signals.map((s) => s.signal)).toEqual(["SIGTERM"]);
    expect(receipt).toMatchObject({ status: "canceled", complete: true, killed: [] });
  });

  it("has a run that ignores TERM killed, and says what was killed", async () => {
    const { supervisor, runId } = await started({ control: "ignore", term: "ignore", detached: true });
    const stray = await strayOf(rig, runId);
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    const receipt = await supervisor.receipt(runId);
    expect(receipt?.killed.length).toBeGreaterThanOrEqual(1);
    expect(receipt).toMatchObject({ survived: [], proven: true, killLevel: "subreaper" });
    expect(stray.alive()).toBe(false);
  });

  it("says yes again to a repeated stop, and 409 to one that comes too late", async () => {
    const { supervisor, runId } = await started({ control: "ignore", term: "ignore" });
    const first = good(await supervisor.stop(runId, "ada"));
    const second = good(await supervisor.stop(runId, "bob"));
    expect(second.requestedAt).toBe(first.requestedAt);
    expect(second.requestedBy).toBe("ada");
    await supervisor.settled(runId);
    expect(refused(await supervisor.stop(runId, "ada"))).toBe("409 run_already_final");
    expect(await rig.store.readControl(runId)).toHaveLength(1);
  });

  it("kills at once what is asked to end with force, though its grace has minutes to go", async () => {
    const supervisor = await rig.supervise();
    const request = rig.request({ stopGraceSeconds: 600, inputs: { control: "ignore", term: "ignore" } });
    const { runId } = good(await supervisor.submit({ request, onLimit: "queue" }));
    await rig.ready(runId);
    expect(good(await supervisor.stop(runId, "ada")).forcedAt).toBeUndefined();
    expect(good(await supervisor.stop(runId, "bob", { force: true }))).toMatchObject({
      requestedBy: "ada",
      forcedBy: "bob",
    });
    good(await supervisor.stop(runId, "eve", { force: true }));
    expect(await supervisor.settled(runId)).toBe("canceled");
    const receipt = await supervisor.receipt(runId);
    expect(receipt).toMatchObject({ requestedBy: "ada", forcedBy: "bob", complete: true, proven: true, survived: [] });
    expect(receipt?.signals.map((s) => s.signal)).toEqual(["SIGQUIT"]);
    expect(await rig.store.readControl(runId)).toMatchObject([
      { type: "stop", by: "ada" },
      { type: "stop", by: "bob", force: true },
    ]);
  });

  it("a first stop with force needs no other before it, and a waiting run is canceled as ever", async () => {
    const { supervisor, runId } = await started({ control: "ignore", term: "ignore" });
    const waiting = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" })).runId;
    expect(good(await supervisor.stop(waiting, "ada", { force: true }))).toMatchObject({ status: "canceled" });
    good(await supervisor.stop(runId, "ada", { force: true }));
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect((await supervisor.receipt(runId))?.signals.map((s) => s.signal)).toEqual(["SIGQUIT"]);
  });

  it("cancels a waiting run at once, without a process", async () => {
    const { supervisor } = await started();
    const { runId } = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const receipt = good(await supervisor.stop(runId, "ada"));
    expect(receipt).toMatchObject({ status: "canceled", complete: true, proven: true });
    expect(supervisor.queue()).toEqual([]);
    expect((await rig.store.catalog()).get(runId)).toMatchObject({ status: "canceled", reason: "stop_requested" });
    expect(refused(await supervisor.stop(runId, "ada"))).toBe("409 run_already_final");
    expect(await rig.started()).not.toContain(runId);
    expect((await rig.records(runId)).at(-1)?.status).toBe("canceled");
  });

  it("knows no run of another name", async () => {
    const { supervisor } = await started();
    expect(refused(await supervisor.stop(rig.request().runId, "ada"))).toBe("404 run_not_found");
  });

  it("keeps the receipt for the next supervisor", async () => {
    const { supervisor, runId } = await started({ control: "ignore" });
    good(await supervisor.stop(runId, "ada"));
    await supervisor.settled(runId);
    const before = await supervisor.receipt(runId);
    await supervisor.shutdown();
    const next = await rig.supervise();
    expect(await next.receipt(runId)).toEqual(before);
  });

  it("has no receipt for a live run that nobody stops", async () => {
    const { supervisor, runId } = await started();
    expect(await supervisor.receipt(runId)).toBeNull();
  });

  it("sweeps what a killed launcher left, and calls the run orphaned", async () => {
    const { supervisor, runId } = await started({ detached: true });
    const stray = await strayOf(rig, runId);
    const pid = (await rig.records(runId)).find((r) => r.pid !== undefined)?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    expect(await supervisor.settled(runId)).toBe("orphaned");
    expect((await rig.records(runId)).at(-1)).toMatchObject({ status: "orphaned", reason: "process_gone" });
    expect(stray.alive()).toBe(false);
    expect(supervisor.counters().orphans).toBe(1);
    expect((await rig.store.catalog()).get(runId)?.status).toBe("orphaned");
  });

  it("wakes a launcher that is frozen, so that it can do its work", async () => {
    const { supervisor, runId } = await started({ control: "ignore", term: "ignore" });
    const pid = (await rig.records(runId)).find((r) => r.pid !== undefined)?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    good(await supervisor.stop(runId, "ada"));
    expect(await supervisor.settled(runId)).toBe("canceled");
    expect(await supervisor.receipt(runId)).toMatchObject({ complete: true, proven: true });
  });

  it("lets the outcome stand when the run finishes while it is being stopped", async () => {
    const { supervisor, runId } = await started({ control: "ignore" });
    const stopping = supervisor.stop(runId, "ada");
    await rig.finish(runId);
    await stopping;
    expect(await supervisor.settled(runId)).toBe("success");
    expect((await rig.records(runId)).filter((r) => r.status === "success")).toHaveLength(1);
  });
});
