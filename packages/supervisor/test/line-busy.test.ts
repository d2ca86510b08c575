import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { good, makeRig, type Rig, refused } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_MAX_CONCURRENT: "1" });
});
afterEach(() => rig.cleanup());

const workspace = { id: "ws_0123456789ab", path: "/repo", name: "repo" };
const FIRST = "019b0000-0000-7000-8000-000000000001";
const goOn = (runId: string, patch: Parameters<Rig["request"]>[0] = {}) =>
  rig.request({ workspace, resumes: { runId }, ...patch });

describe("continuations of a run", () => {
  it("are taken one at a time: of those that come together one, and the next when that is over", async () => {
    const supervisor = await rig.supervise();
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => supervisor.submit({ request: goOn(FIRST), onLimit: "queue" })),
    );
    const [first] = outcomes.filter((o) => o.ok).map(good);
    expect(outcomes.filter((o) => !o.ok).map(refused)).toEqual(Array(3).fill("409 continuation_live"));
    await rig.finish(first?.runId ?? "");
    await supervisor.settled(first?.runId ?? "");
    expect(good(await supervisor.submit({ request: goOn(FIRST), onLimit: "queue" })).status).toBe("running");
  });

  it("count with those of their continuations, also while they wait; another folder, or none, is in nobody's way", async () => {
    const supervisor = await rig.supervise();
    const second = good(await supervisor.submit({ request: goOn(FIRST), onLimit: "queue" }));
    await rig.finish(second.runId);
    await supervisor.settled(second.runId);
    const other = { ...workspace, id: "ws_00000000000f" };
    good(await supervisor.submit({ request: goOn(FIRST, { workspace: other }), onLimit: "queue" }));
    const third = good(await supervisor.submit({ request: goOn(second.runId), onLimit: "queue" }));
    expect(third.status).toBe("queued");
    for (const earlier of [FIRST, second.runId])
      expect(refused(await supervisor.submit({ request: goOn(earlier), onLimit: "queue" }))).toBe(
        "409 continuation_live",
      );
    const { workspace: _none, ...without } = goOn(FIRST);
    expect(good(await supervisor.submit({ request: without, onLimit: "queue" })).status).toBe("queued");
  });

  it("asked for again under one key are one run, and from another step another request", async () => {
    const supervisor = await rig.supervise();
    const keyed = (from?: string) =>
      supervisor.submit({
        request: goOn(FIRST, { idempotencyKey: "k", resumes: { runId: FIRST, ...(from !== undefined && { from }) } }),
        onLimit: "queue",
      });
    const { runId } = good(await keyed());
    expect(good(await keyed())).toMatchObject({ runId, deduplicated: true });
    expect(refused(await keyed("plan"))).toBe("409 idempotency_key_reused_with_different_payload");
  });
});
