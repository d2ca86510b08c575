import { liveness } from "@codex-toolloop/process";
import { afterEach, describe, expect, it } from "vitest";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
afterEach(() => rig.cleanup());

const withRuns = async (settings: Record<string, string>, inputs = {}, count = 2) => {
  rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: String(count), ...settings });
  const supervisor = await rig.supervise();
  const ids: string[] = [];
  for (let i = 0; i <= count; i++)
    ids.push(good(await supervisor.submit({ request: rig.request({ inputs }), onLimit: "queue" })).runId);
  const waiting = ids.pop() ?? "";
  for (const id of ids) await rig.ready(id);
  return { supervisor, ids, waiting };
};

describe("shutting down", () => {
  it("stops every run of ours, says why, and leaves what waits for the next dashboard", async () => {
    const { supervisor, ids, waiting } = await withRuns({});
    const { stopped, left } = await supervisor.shutdown();
    expect([stopped.sort(), left]).toEqual([[...ids].sort(), []]);
    for (const id of ids)
      expect((await rig.records(id)).at(-1)).toMatchObject({ status: "canceled", reason: "shutdown" });
    expect((await rig.records(waiting)).at(-1)?.status).toBe("queued");
    expect(await rig.started()).not.toContain(waiting);
    const next = await rig.supervise();
    await rig.finish(waiting);
    expect(await next.settled(waiting)).toBe("success");
  });

  it("stops runs that do not listen, in parallel", async () => {
    const inputs = { control: "ignore", term: "ignore" };
    const { supervisor, ids } = await withRuns({}, inputs, 4);
    expect((await supervisor.shutdown()).stopped.sort()).toEqual([...ids].sort());
    const events = rig.log.filter((e) => e.event === "stop_requested" || e.to === "canceled").map((e) => e.event);
    expect(events).toEqual([...ids.map(() => "stop_requested"), ...ids.map(() => "run_transition")]);
  });

  it("is hurried by a second call, which gets the same answer", async () => {
    const own = { control: "ignore", term: "ignore" };
    rig = await makeRig();
    const supervisor = await rig.supervise();
    const request = rig.request({ inputs: own, stopGraceSeconds: 60 });
    const { runId } = good(await supervisor.submit({ request, onLimit: "reject" }));
    await rig.ready(runId);
    const begun = Date.now();
    const first = supervisor.shutdown();
    await until(() => rig.log.some((e) => e.event === "stop_requested"), "the stop has been asked for");
    const second = supervisor.shutdown({ hurry: true });
    expect(await second).toEqual({ stopped: [runId], left: [] });
    expect(await first).toEqual(await second);
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  it("leaves runs alone where the setting says so", async () => {
    const { supervisor, ids } = await withRuns({ TOOLLOOP_ON_SHUTDOWN: "leave" });
    expect((await supervisor.shutdown()).left.sort()).toEqual([...ids].sort());
    for (const id of ids) {
      const record = (await rig.records(id)).find((r) => r.pid !== undefined);
      expect(liveness({ pid: record?.pid ?? 0, startTime: record?.startTime ?? "" })).toBe("alive");
    }
  });

  it("starts and stops nothing any more", async () => {
    const { supervisor, ids } = await withRuns({});
    const closing = supervisor.shutdown();
    expect(refused(await supervisor.submit({ request: rig.request(), onLimit: "queue" }))).toBe("503 shutting_down");
    expect(refused(await supervisor.stop(ids[0] ?? "", "ada"))).toBe("503 shutting_down");
    await closing;
  });

  it("gives the lock back", async () => {
    const { supervisor } = await withRuns({});
    await supervisor.shutdown();
    expect(supervisor.authority().held).toBe(false);
    expect((await rig.supervise()).authority().held).toBe(true);
  });
});
