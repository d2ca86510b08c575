import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunId, type RunRequest } from "@codex-toolloop/protocol";
import { afterEach, describe, expect, it } from "vitest";
import type { SupervisorOptions } from "../src/index.ts";
import { dashboard } from "./support/dashboard.ts";
import { raceStopAgainstEnd, sleeper } from "./support/race.ts";
import { good, makeRig, type Rig, refused, until } from "./support/rig.ts";

let rig: Rig;
afterEach(() => rig.cleanup());

/** A rig whose settings also hold for a supervisor in a process of its own. */
async function rigWith(settings: Record<string, number | string>): Promise<void> {
  rig = await makeRig();
  const yaml = Object.entries({ stopGraceSeconds: 0.3, ...settings }).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(join(rig.root, "config.yaml"), yaml.join(""));
}

/** Runs that write down when they live: "<nanoseconds> +1", then "<nanoseconds> -1". */
const diarist = (path: string): Partial<SupervisorOptions> => ({
  commandFor: (_request, runDir) => ({
    argv: ["/bin/sh", "-c", 'date "+%s%N 1" >> "$0"; sleep 0.03; date "+%s%N -1" >> "$0"', path],
    cwd: runDir,
    env: { PATH: "/usr/bin:/bin" },
  }),
});

async function mostAlive(path: string): Promise<number> {
  const steps = (await readFile(path, "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(BigInt))
    .sort(([a = 0n, x = 0n], [b = 0n, y = 0n]) => Number(a - b || x - y));
  let now = 0;
  return Math.max(...steps.map(([, by]) => (now += Number(by))));
}

describe("the bounds of the queue", () => {
  it("500 simultaneous starts with limit 4 and queue 16: 20 accepted, 480 times 429 with Retry-After, never more than 4 alive", async () => {
    await rigWith({ maxConcurrent: 4, maxQueued: 16 });
    const diary = join(rig.root, "diary");
    const supervisor = await rig.supervise(diarist(diary));
    const requests = Array.from({ length: 500 }, () => rig.request());
    const outcomes = await Promise.all(requests.map((request) => supervisor.submit({ request, onLimit: "queue" })));
    const ids = outcomes.flatMap((o) => (o.ok ? [o.value.runId] : []));
    expect(ids).toEqual(requests.slice(0, 20).map((r) => r.runId));
    const refusals = outcomes.flatMap((o) => (o.ok ? [] : [o]));
    expect(refusals).toHaveLength(480);
    for (const refusal of refusals) {
      expect(refused(refusal)).toBe("429 queue_full");
      expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    }
    for (const id of ids) expect(await supervisor.settled(id)).toBe("success");
    expect(await rig.claimed()).toEqual(ids);
    const lines = (await readFile(diary, "utf8")).trim().split("\n");
    expect(lines).toHaveLength(40);
    // On a busy machine one may end before the fourth begins.
    const most = await mostAlive(diary);
    expect(most).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(1);
    expect(supervisor.counters()).toMatchObject({ starts: 20, rejected: 480 });
    // Of those that were refused nothing is left.
    expect((await readdir(join(rig.root, "runs"))).sort()).toEqual([...ids].sort());
  });

  it("20 of one user and 200 in all, as it comes: the 21st and the 201st are refused", async () => {
    await rigWith({ maxConcurrent: 1, onShutdown: "leave" });
    const supervisor = await rig.supervise();
    const submit = (user: string) =>
      supervisor.submit({ request: rig.request({ requestedBy: user }), onLimit: "queue" });
    good(await submit("first"));
    for (let user = 0; user < 10; user++) {
      const outcomes = await Promise.all(Array.from({ length: 25 }, () => submit(`user ${user}`)));
      expect(outcomes.filter((o) => o.ok)).toHaveLength(20);
      for (const o of outcomes) if (!o.ok) expect(refused(o)).toMatch(/^429 queue_full/);
      if (user < 9) expect(refused(await submit(`user ${user}`))).toBe("429 queue_full_user");
    }
    expect(supervisor.slots()).toMatchObject({ running: 1, queued: 200 });
    expect(refused(await submit("an eleventh"))).toBe("429 queue_full");
    // A place that comes free is anybody's.
    good(await supervisor.stop(supervisor.queue()[7] ?? "", "user 0"));
    good(await submit("an eleventh"));
  });
});

describe("the order of the queue", () => {
  it("is the order of arrival, also after kill -9 of whoever supervises, twice", async () => {
    await rigWith({ maxConcurrent: 1, maxQueuedPerUser: 100 });
    const ids: string[] = [];
    for (let round = 0; round < 2; round++) {
      const child = await dashboard(rig.root);
      for (let i = 0; i < 15; i++) {
        // The first one holds the slot until the end; nobody starts meanwhile.
        const request = rig.request({ requestedBy: `user ${i % 3}`, inputs: ids.length === 0 ? {} : { exit: 0 } });
        good(await child.submit(request));
        ids.push(request.runId);
      }
      await child.kill();
    }
    const last = await rig.supervise();
    expect(last.queue()).toEqual(ids.slice(1));
    await rig.finish(ids[0] ?? "");
    for (const id of ids) expect(await last.settled(id)).toBe("success");
    expect(await rig.claimed()).toEqual(ids);
    expect(await rig.started()).toEqual(ids);
  });
});

describe("idempotency keys", () => {
  it("1,000 keys, each sent five times at once, with kill -9 of whoever supervises in the middle, are 1,000 runs", async () => {
    const KEYS = 1000;
    await rigWith({ maxConcurrent: 1, maxQueued: 2 * KEYS, maxQueuedPerUser: 2 * KEYS, onShutdown: "leave" });
    const request = (i: number, x = i % KEYS): RunRequest =>
      rig.request({ idempotencyKey: `key-${i % KEYS}`, inputs: { x, seconds: 1000 } });
    const child = await dashboard(rig.root);
    for (let i = 0; i < 5 * KEYS; i++) child.push(request(i));
    await until(async () => (await rig.records()).length > KEYS / 3, "a part of them is written down", 60_000);
    const promised = (await child.kill()) as { ok: boolean; value: { runId: string } }[];
    const before = new Map((await rig.records()).map((r) => [r.runId, r.idempotencyKey ?? ""]));
    expect(before.size).toBeLessThan(KEYS);

    // Whoever got no answer asks again, and so does everybody else.
    const next = await rig.supervise(sleeper);
    const requests = Array.from({ length: 5 * KEYS }, (_, i) => request(i));
    const answers = (await Promise.all(requests.map((r) => next.submit({ request: r, onLimit: "queue" })))).map(good);
    const runOf = new Map<string, Set<string>>();
    for (const [i, { runId }] of answers.entries()) {
      const key = `key-${i % KEYS}`;
      runOf.set(key, (runOf.get(key) ?? new Set()).add(runId));
    }
    expect(runOf.size).toBe(KEYS);
    expect([...runOf.values()].every((ids) => ids.size === 1)).toBe(true);
    const ids = [...runOf.values()].flatMap((set) => [...set]);
    expect(new Set(ids).size).toBe(KEYS);
    expect(answers.filter((a) => !a.deduplicated)).toHaveLength(KEYS - before.size);
    // What was there before the crash, and all the more what had been promised, still stands for its key.
    for (const [runId, key] of before) expect(runOf.get(key)).toEqual(new Set([runId]));
    for (const { ok, value } of promised) expect([ok, before.has(value.runId)]).toEqual([true, true]);
    const onDisk = async () => (await readdir(join(rig.root, "runs"))).filter((name) => RunId.safeParse(name).success);
    await until(async () => (await onDisk()).length === KEYS, "half-made runs are gone", 20_000);
    expect(new Set((await rig.records()).map((r) => r.runId)).size).toBe(KEYS);

    const others = Array.from({ length: KEYS }, (_, i) => request(i, -1));
    const refusals = await Promise.all(others.map((r) => next.submit({ request: r, onLimit: "queue" })));
    for (const refusal of refusals) expect(refused(refusal)).toBe("409 idempotency_key_reused_with_different_payload");
    expect(next.slots()).toMatchObject({ running: 1, queued: KEYS - 1 });
  });
});

describe("cancel against exit", () => {
  it("1,000 stops that meet the end of their run leave exactly one final state each, in the records and in the audit", async () => {
    await rigWith({ maxConcurrent: 4, maxQueued: 16 });
    const ends = await raceStopAgainstEnd(rig, 1000, 8);
    expect([...ends.values()].reduce((a, b) => a + b, 0)).toBe(1000);
    // Both sides of the race must have won now and then, or it was none.
    expect(ends.get("canceled")).toBeGreaterThan(50);
    expect(ends.get("success")).toBeGreaterThan(50);
  }, 300_000);
});
