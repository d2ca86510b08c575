import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StreamMessage } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LiveDashboard, liveDashboard } from "./test/live-dashboard.ts";

let t: LiveDashboard;
beforeEach(async () => {
  t = await liveDashboard({ env: { TOOLLOOP_STOP_GRACE_SECONDS: "0.2" }, program: ["/bin/sh", "-c", "exec sleep 60"] });
});
afterEach(() => t.close());

const line = (runId: string, seq: number, message = `n${seq}`) =>
  `${JSON.stringify({ v: 1, runId, seq, at: "2026-01-01T00:00:00.000Z", type: "notice", level: "info", message })}\n`;
const lines = (runId: string, from: number, to: number, message?: string) =>
  Array.from({ length: to - from }, (_, i) => line(runId, from + i, message)).join("");

/** A live run whose events.jsonl we write ourselves. */
async function liveRun(): Promise<{ runId: string; path: string }> {
  const outcome = await t.dashboard.startRun({ workflow: "tour" }, { user: "alice", via: "api" });
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  return { runId: outcome.value.runId, path: join(t.store.runDir(outcome.value.runId), "events.jsonl") };
}

/** A reader that takes messages only while `open`, and remembers all of them. */
function reader() {
  const messages: StreamMessage[] = [];
  const waiting = new Set<() => void>();
  const state = { full: false, ended: false };
  const seqs = () => messages.flatMap((m) => (m.type === "run.events" ? m.events.map((e) => e.event.seq) : []));
  return {
    messages,
    state,
    seqs,
    sink: {
      send(message: StreamMessage) {
        messages.push(message);
        for (const look of waiting) look();
      },
      isFull: () => state.full,
      end() {
        state.ended = true;
      },
    },
    until: (fits: () => boolean) =>
      new Promise<void>((done) => {
        const look = () => {
          if (!fits()) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
  };
}
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("the hub", () => {
  it("delivers what is there and what comes, each event once and in order, to every reader", async () => {
    const { runId, path } = await liveRun();
    await writeFile(path, lines(runId, 0, 1200));
    const readers = [reader(), reader(), reader()];
    const connections = readers.map((r) => t.dashboard.hub.connect([{ runId, from: 0 }], r.sink));
    await Promise.all(readers.map((r) => r.until(() => r.seqs().length >= 1200)));
    for (let k = 0; k < 20; k++) await appendFile(path, lines(runId, 1200 + k * 10, 1210 + k * 10));
    await Promise.all(readers.map((r) => r.until(() => r.seqs().length >= 1400)));
    for (const r of readers) {
      expect(r.messages[0]?.type).toBe("hello");
      expect(r.seqs()).toEqual(count(1400));
    }
    for (const c of connections) c.close();
    expect(t.dashboard.hub.listeners()).toBe(0);
  });

  it("a line that is written in two halves comes once, whole", async () => {
    const { runId, path } = await liveRun();
    const r = reader();
    const connection = t.dashboard.hub.connect([{ runId, from: 0 }], r.sink);
    const text = line(runId, 0, "ü".repeat(50));
    const bytes = Buffer.from(text);
    await writeFile(path, bytes.subarray(0, 111));
    await appendFile(path, bytes.subarray(111));
    await appendFile(path, line(runId, 1));
    await r.until(() => r.seqs().length >= 2);
    expect(r.seqs()).toEqual([0, 1]);
    connection.close();
  });

  it("a slow reader is given nothing while it is full, and everything afterwards, without gap or double", async () => {
    const { runId, path } = await liveRun();
    await writeFile(path, lines(runId, 0, 10));
    const r = reader();
    const connection = t.dashboard.hub.connect([{ runId, from: 0 }], r.sink);
    await r.until(() => r.seqs().length >= 10);
    r.state.full = true;
    // Far more than one page, while it does not read; another reader tells when it has been noticed.
    await appendFile(path, lines(runId, 10, 5000, "x".repeat(200)));
    const other = reader();
    const fast = t.dashboard.hub.connect([{ runId, from: 0 }], other.sink);
    await other.until(() => other.seqs().length >= 5000);
    const held = r.messages.length;
    expect(r.seqs().length).toBeLessThan(1600);
    r.state.full = false;
    connection.drained();
    await r.until(() => r.seqs().length >= 5000);
    expect(r.messages.length).toBeGreaterThan(held);
    expect(r.seqs()).toEqual(count(5000));
    connection.close();
    fast.close();
  });

  it("a slow reader gets only the newest word on each run, and the final one", async () => {
    const r = reader();
    const connection = t.dashboard.hub.connect([], r.sink);
    r.state.full = true;
    const { runId } = await liveRun();
    await t.dashboard.stopRun(runId, { user: "alice", via: "api" });
    await t.dashboard.supervisor.settled(runId);
    r.state.full = false;
    connection.drained();
    await r.until(() => r.messages.some((m) => m.type === "run.changed" && m.run.status === "canceled"));
    const changes = r.messages.filter((m) => m.type === "run.changed" && m.run.runId === runId);
    expect(changes.length).toBeLessThanOrEqual(3);
    connection.close();
  });

  it("says that a run is complete once, after its last event, also to who comes late", async () => {
    const { runId, path } = await liveRun();
    await writeFile(path, lines(runId, 0, 5));
    const r = reader();
    const connection = t.dashboard.hub.connect([{ runId, from: 0 }], r.sink);
    await r.until(() => r.seqs().length >= 5);
    await t.dashboard.stopRun(runId, { user: "alice", via: "api" });
    await r.until(() => r.messages.some((m) => m.type === "run.complete"));
    const late = reader();
    const second = t.dashboard.hub.connect([{ runId, from: 0 }], late.sink);
    await late.until(() => late.messages.some((m) => m.type === "run.complete"));
    for (const x of [r, late]) {
      expect(x.seqs()).toEqual(count(5));
      expect(x.messages.filter((m) => m.type === "run.complete")).toHaveLength(1);
      expect(x.messages.findLastIndex((m) => m.type === "run.events")).toBeLessThan(
        x.messages.findIndex((m) => m.type === "run.complete"),
      );
    }
    connection.close();
    second.close();
  });

  it("a run that cannot be read ends no other's stream", async () => {
    const { runId, path } = await liveRun();
    const broken = newRunId();
    await mkdir(join(t.store.runDir(broken), "events.jsonl"), { recursive: true });
    const r = reader();
    const connection = t.dashboard.hub.connect(
      [
        { runId: broken, from: 0 },
        { runId, from: 0 },
      ],
      r.sink,
    );
    await writeFile(path, lines(runId, 0, 3));
    await r.until(() => r.seqs().length >= 3);
    expect(r.state.ended).toBe(false);
    connection.close();
  });

  it("ends every reader when the dashboard does", async () => {
    const r = reader();
    t.dashboard.hub.connect([], r.sink);
    t.dashboard.hub.close();
    expect(r.state.ended).toBe(true);
    expect(t.dashboard.hub.listeners()).toBe(0);
  });
});
