import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdmissionFacts, admit, retryAfter } from "../src/admission/admit.ts";
import { createIdempotencyWindow } from "../src/admission/idempotency-window.ts";
import { canonicalJson, payloadHash } from "../src/admission/payload-hash.ts";
import { createRunQueue } from "../src/admission/run-queue.ts";
import { refused, requestFor } from "./support/rig.ts";

describe("admit", () => {
  const facts: AdmissionFacts = {
    onLimit: "queue",
    running: 4,
    limit: 4,
    queued: 0,
    queuedOfUser: 0,
    maxQueued: 200,
    maxQueuedPerUser: 20,
    retryAfterSeconds: 7,
  };
  it.each<[string, Partial<AdmissionFacts>, string]>([
    ["a free slot starts", { running: 3 }, "start"],
    ["a free slot starts whatever is to happen at the limit", { running: 3, onLimit: "reject" }, "start"],
    ["no slot queues", {}, "queue"],
    ["no slot is refused where that is asked", { onLimit: "reject" }, "429 limit_reached"],
    ["a free slot belongs to those who wait", { running: 3, queued: 1 }, "queue"],
    [
      "a free slot belongs to those who wait (reject)",
      { running: 3, queued: 1, onLimit: "reject" },
      "429 limit_reached",
    ],
    ["the 200th waits", { queued: 199 }, "queue"],
    ["the 201st does not", { queued: 200 }, "429 queue_full"],
    ["the 20th of a user waits", { queued: 19, queuedOfUser: 19 }, "queue"],
    ["the 21st of a user does not", { queued: 20, queuedOfUser: 20 }, "429 queue_full_user"],
    ["a queue of no places refuses", { maxQueued: 0 }, "429 queue_full"],
  ])("%s", (_rule, patch, expected) => {
    const decision = admit({ ...facts, ...patch });
    expect(decision.ok ? decision.value : refused(decision)).toBe(expected);
    if (!decision.ok) expect(decision.retryAfterSeconds).toBe(7);
  });
});

describe("retryAfter", () => {
  it.each<[(number | undefined)[], number]>([
    [[], 5],
    [[undefined], 5],
    [[90_000, 12_300], 13],
    [[undefined, 2_000], 2],
    [[-5_000], 1],
    [[3_600_000], 60],
  ])("%j is %d s", (remaining, seconds) => expect(retryAfter(remaining)).toBe(seconds));
});

describe("the queue", () => {
  it("is first in, first out, whatever is taken out of it in between", () => {
    const step = fc.oneof(
      fc.constant("add"),
      fc.constant("take"),
      fc.nat(9).map((n) => n),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = createRunQueue();
        let model: string[] = [];
        let order = 0;
        for (const s of steps) {
          if (s === "add") {
            queue.add({ runId: `r${order}`, user: `u${order % 3}`, order });
            model.push(`r${order}`);
            order++;
          } else if (s === "take") expect(queue.take()?.runId).toBe(model.shift());
          else {
            const id = model[Number(s)] ?? "none";
            expect(queue.remove(id) !== undefined).toBe(model.includes(id));
            model = model.filter((m) => m !== id);
          }
          expect(queue.ids()).toEqual(model);
          expect(queue.sizeOf("u0") + queue.sizeOf("u1") + queue.sizeOf("u2")).toBe(model.length);
        }
      }),
    );
  });

  it("gives a run that comes back its old place", () => {
    const queue = createRunQueue();
    for (const order of [0, 1, 2]) queue.add({ runId: `r${order}`, user: "u", order });
    const first = queue.take();
    if (first) queue.add(first);
    expect(queue.ids()).toEqual(["r0", "r1", "r2"]);
  });
});

describe("the payload hash", () => {
  it("does not depend on the order of members, nor on what the server adds", () => {
    const a = requestFor({ inputs: { x: 1, y: "z" }, createdAt: "2026-01-01T00:00:00.000Z", title: "A" });
    const b = requestFor({ inputs: { y: "z", x: 1 }, createdAt: "2026-02-02T00:00:00.000Z", title: "B" });
    expect(payloadHash(a, "s")).toBe(payloadHash(b, "s"));
  });

  it.each([
    ["an input", { inputs: { x: 2 } }],
    ["the type of an input", { inputs: { x: "1" } }],
    ["the workflow", { workflow: "other" }],
    ["the kind", { kind: "script" as const }],
    ["the workspace", { workspace: { path: "/w", name: "w" } }],
    ["the session", { sessionId: "s" }],
    ["the deadline", { timeoutSeconds: 61 }],
    ["the definition of an ad hoc run", { source: "adhoc" as const, definition: { steps: [] } }],
  ])("depends on %s", (_what, patch) => {
    const base = requestFor({ inputs: { x: 1 } });
    expect(payloadHash({ ...base, ...patch }, undefined)).not.toBe(payloadHash(base, undefined));
  });

  it("depends on the spec, and tells none from an empty one", () => {
    const base = requestFor();
    expect(new Set(["a", "b", "", undefined].map((spec) => payloadHash(base, spec))).size).toBe(4);
  });

  it("writes JSON that reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 30 },
    );
  });
});

describe("the idempotency window", () => {
  const holder = (runId: string, since: number) => ({ runId, payloadHash: "h", since, ready: Promise.resolve(1) });
  it("forgets a key after its five minutes, and keeps users apart", () => {
    const window = createIdempotencyWindow<number>(300_000);
    window.hold("ada", "k", holder("r", 0));
    expect(window.find("ada", "k", 299_999)?.runId).toBe("r");
    expect(window.find("bob", "k", 0)).toBeUndefined();
    expect(window.find("ada", "k", 300_000)).toBeUndefined();
    window.sweep(300_000);
    expect(window.size()).toBe(0);
  });

  it("does not mix up user and key", () => {
    const window = createIdempotencyWindow<number>();
    window.hold('a","b', "c", holder("r", 0));
    expect(window.find("a", 'b","c', 0)).toBeUndefined();
  });

  it("releases a key only for the run that holds it", () => {
    const window = createIdempotencyWindow<number>();
    window.hold("ada", "k", holder("new", 0));
    window.release("ada", "k", "old");
    expect(window.find("ada", "k", 0)?.runId).toBe("new");
  });
});
