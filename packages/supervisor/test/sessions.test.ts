import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fromTerminal } from "./support/leave-behind.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig({ TOOLLOOP_ON_SHUTDOWN: "leave", TOOLLOOP_MAX_CONCURRENT: "2" });
});
afterEach(() => rig.cleanup());

const SESSION = "se_0123456789abcdef";
const prompt = (patch: Parameters<Rig["request"]>[0] = {}) =>
  rig.request({ kind: "prompt", sessionId: SESSION, ...patch });

describe("a session", () => {
  it("takes one of prompts that come together, and the next when that is over", async () => {
    const supervisor = await rig.supervise();
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => supervisor.submit({ request: prompt(), onLimit: "queue" })),
    );
    const [first] = outcomes.filter((o) => o.ok).map(good);
    expect(outcomes.filter((o) => !o.ok).map(refused)).toEqual(Array(5).fill("409 session_busy"));
    expect(supervisor.slots()).toMatchObject({ running: 1, queued: 0 });
    await rig.finish(first?.runId ?? "");
    await supervisor.settled(first?.runId ?? "");
    const next = good(await supervisor.submit({ request: prompt(), onLimit: "queue" }));
    expect(next.status).toBe("running");
  });

  it("is busy with one that waits, until that is canceled; others are not", async () => {
    const supervisor = await rig.supervise();
    for (let i = 0; i < 2; i++) good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const waits = good(await supervisor.submit({ request: prompt(), onLimit: "queue" }));
    expect(waits).toMatchObject({ status: "queued", queuePosition: 1 });
    expect(refused(await supervisor.submit({ request: prompt(), onLimit: "queue" }))).toBe("409 session_busy");
    const other = prompt({ sessionId: "se_00000000000000ff" });
    expect(good(await supervisor.submit({ request: other, onLimit: "queue" })).queuePosition).toBe(2);
    good(await supervisor.stop(waits.runId, "ada"));
    expect(good(await supervisor.submit({ request: prompt(), onLimit: "queue" })).status).toBe("queued");
  });

  it("answers the same request again with its run, whatever the thread has become", async () => {
    const supervisor = await rig.supervise();
    const agent = (threadId?: string) =>
      ({
        runner: "codex",
        options: { sandbox: "read-only", approvalPolicy: "never" },
        ...(threadId && { threadId }),
      }) as const;
    const keyed = (patch: Parameters<Rig["request"]>[0]) =>
      supervisor.submit({ request: prompt({ idempotencyKey: "key", ...patch }), spec: "do it", onLimit: "queue" });
    const first = good(await keyed({ agent: agent() }));
    expect(good(await keyed({ agent: agent("thread-1") }))).toMatchObject({ runId: first.runId, deduplicated: true });
    const claude = { ...agent(), runner: "claude" } as const;
    expect(refused(await keyed({ agent: claude }))).toBe("409 idempotency_key_reused_with_different_payload");
  });

  it("stays busy over a restart, with what runs and with what waits", async () => {
    const first = await rig.supervise();
    const live = good(await first.submit({ request: prompt(), onLimit: "queue" }));
    good(await first.submit({ request: rig.request(), onLimit: "queue" }));
    const waiting = prompt({ sessionId: "se_00000000000000ff" });
    good(await first.submit({ request: waiting, onLimit: "queue" }));
    await rig.ready(live.runId);
    await first.shutdown();
    const next = await rig.supervise();
    expect(refused(await next.submit({ request: prompt(), onLimit: "queue" }))).toBe("409 session_busy");
    const again = prompt({ sessionId: waiting.sessionId ?? "" });
    expect(refused(await next.submit({ request: again, onLimit: "queue" }))).toBe("409 session_busy");
    await rig.finish(live.runId);
    await next.settled(live.runId);
    good(await next.submit({ request: prompt(), onLimit: "queue" }));
  });

  it("is busy with a prompt that a terminal started, before and after it was taken note of", async () => {
    const supervisor = await rig.supervise({ checkEveryMs: 3_600_000 });
    const { runId } = await fromTerminal(rig, { kind: "prompt", sessionId: SESSION });
    const catalog = await rig.store.catalog();
    await until(() => catalog.get(runId)?.status === "running", "the list knows it");
    expect(refused(await supervisor.submit({ request: prompt(), onLimit: "queue" }))).toBe("409 session_busy");
    good(await supervisor.control(runId, { type: "steer", by: "ada", text: "hurry" }));
    expect(refused(await supervisor.submit({ request: prompt(), onLimit: "queue" }))).toBe("409 session_busy");
  });

  it("is free again when its prompt could not be written down", async () => {
    const supervisor = await rig.supervise();
    const broken = prompt({ timeoutSeconds: -1 });
    expect((await supervisor.submit({ request: broken, onLimit: "queue" })).ok).toBe(false);
    good(await supervisor.submit({ request: prompt(), onLimit: "queue" }));
  });
});

describe("what a person tells a run", () => {
  it("is in its control.jsonl and its audit; of decisions that come together one counts", async () => {
    const supervisor = await rig.supervise();
    const { runId } = good(await supervisor.submit({ request: prompt(), onLimit: "queue" }));
    const say = (by: string) =>
      supervisor.control(runId, { type: "approval", by, approvalId: "a1", decision: "approve" });
    const outcomes = await Promise.all(["ada", "bob", "eve"].map(say));
    expect(outcomes.filter((o) => o.ok)).toHaveLength(1);
    expect(outcomes.filter((o) => !o.ok).map(refused)).toEqual(Array(2).fill("409 already_decided"));
    good(await supervisor.control(runId, { type: "steer", by: "ada", text: "a secret word" }));
    expect(await rig.store.readControl(runId)).toMatchObject([
      { type: "approval", by: "ada", approvalId: "a1", decision: "approve" },
      { type: "steer", by: "ada", text: "a secret word" },
    ]);
    const audit = await rig.store.readRunAudit(runId);
    expect(audit.slice(-2)).toMatchObject([
      { type: "run.approval_decided", actor: "ada", detail: "approve (approval a1)" },
      { type: "run.steered", actor: "ada" },
    ]);
    expect(JSON.stringify(audit)).not.toContain("secret word");
    const next = await supervisor.control(runId, {
      type: "approval",
      by: "bob",
      approvalId: "a2",
      decision: "decline",
    });
    expect(next.ok).toBe(true);
    // The agent asks anew under an id that it has used.
    const askedAt = new Date(Date.now() + 1).toISOString();
    const anew = { type: "approval", by: "bob", approvalId: "a1", decision: "decline" } as const;
    good(await supervisor.control(runId, anew, { askedAt }));
  });

  it("is refused where nobody listens: no such run, one that waits, one being stopped, one that is over", async () => {
    const supervisor = await rig.supervise();
    const steer = async (runId: string) =>
      refused(await supervisor.control(runId, { type: "steer", by: "ada", text: "x" }));
    expect(await steer("00000000-0000-7000-8000-000000000000")).toBe("404 run_not_found");
    const live = good(await supervisor.submit({ request: prompt(), onLimit: "queue" }));
    good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    const waits = good(await supervisor.submit({ request: rig.request(), onLimit: "queue" }));
    expect(await steer(waits.runId)).toBe("409 run_not_running");
    await rig.ready(live.runId);
    good(await supervisor.stop(live.runId, "ada"));
    expect(await steer(live.runId)).toMatch(/^409 run_(stopping|already_final)$/);
    await supervisor.settled(live.runId);
    expect(await steer(live.runId)).toBe("409 run_already_final");
  });
});
