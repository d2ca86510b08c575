import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { good, makeRig, type Rig, refused } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave", TOOLLOOP_MAX_CONCURRENT: "1" });
});
afterEach(() => rig.cleanup());

const keyed = (x: number, by = "ada") => rig.request({ idempotencyKey: "key", inputs: { x }, requestedBy: by });

describe("an idempotency key", () => {
  it("means one run for requests that come together, and all get its id", async () => {
    const supervisor = await rig.supervise();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => supervisor.submit({ request: keyed(1), onLimit: "queue" })),
    );
    const answers = outcomes.map(good);
    expect(new Set(answers.map((a) => a.runId)).size).toBe(1);
    expect(answers.map((a) => a.deduplicated)).toEqual([false, true, true, true, true]);
    expect(supervisor.slots()).toMatchObject({ running: 1, queued: 0 });
  });

  it("is refused for another payload, also while the first request is under way", async () => {
    const supervisor = await rig.supervise();
    const first = supervisor.submit({ request: keyed(1), onLimit: "queue" });
    const other = await supervisor.submit({ request: keyed(2), onLimit: "queue" });
    expect(refused(other)).toBe("409 idempotency_key_reused_with_different_payload");
    good(await first);
    const spec = await supervisor.submit({ request: keyed(1), spec: "text", onLimit: "queue" });
    expect(refused(spec)).toBe("409 idempotency_key_reused_with_different_payload");
  });

  it("is another key for another user", async () => {
    const supervisor = await rig.supervise();
    const ada = good(await supervisor.submit({ request: keyed(1), onLimit: "queue" }));
    const bob = good(await supervisor.submit({ request: keyed(1, "bob"), onLimit: "queue" }));
    expect(bob.runId).not.toBe(ada.runId);
  });

  it("tells the status of now: queued with its place, then running, then final", async () => {
    const supervisor = await rig.supervise();
    const blocker = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const { runId } = good(await supervisor.submit({ request: keyed(1), onLimit: "queue" }));
    const again = async () => good(await supervisor.submit({ request: keyed(1), onLimit: "queue" }));
    expect(await again()).toEqual({ runId, status: "queued", queuePosition: 1, deduplicated: true });
    await rig.finish(blocker.runId);
    await rig.ready(runId);
    expect(await again()).toEqual({ runId, status: "running", deduplicated: true });
    await rig.finish(runId);
    await supervisor.settled(runId);
    expect(await again()).toEqual({ runId, status: "success", deduplicated: true });
  });

  it("survives a restart, live and final, and keeps refusing another payload", async () => {
    const first = await rig.supervise();
    const live = good(await first.submit({ request: keyed(1), onLimit: "queue" }));
    const bob = good(await first.submit({ request: keyed(1, "bob"), onLimit: "queue" }));
    good(await first.stop(bob.runId, "bob"));
    await first.shutdown();
    const next = await rig.supervise();
    const submit = async (x: number, by?: string) => next.submit({ request: keyed(x, by), onLimit: "queue" });
    expect(good(await submit(1))).toMatchObject({ runId: live.runId, status: "running", deduplicated: true });
    expect(good(await submit(1, "bob"))).toMatchObject({ runId: bob.runId, status: "canceled", deduplicated: true });
    expect(refused(await submit(2))).toBe("409 idempotency_key_reused_with_different_payload");
  });

  it("is free again when its request was refused at the limit", async () => {
    const supervisor = await rig.supervise();
    const blocker = good(await supervisor.submit({ request: rig.request(), onLimit: "reject" }));
    expect(refused(await supervisor.submit({ request: keyed(1), onLimit: "reject" }))).toBe("429 limit_reached");
    await rig.finish(blocker.runId);
    await supervisor.settled(blocker.runId);
    expect(good(await supervisor.submit({ request: keyed(2), onLimit: "reject" })).deduplicated).toBe(false);
  });
});
