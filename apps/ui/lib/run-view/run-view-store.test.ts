import type { EventPage, PlacedEvent, RunSummary } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import type { RunSource } from "./fetch-run.ts";
import { foldOverview } from "./fold-overview.ts";
import { emptyOverview } from "./overview.ts";
import { RunViewStore } from "./run-view-store.ts";
import { placed, RUN } from "./test-events.ts";

const RUNNING: RunSummary = {
  v: 1,
  runId: RUN,
  kind: "workflow",
  workflow: "w",
  title: "W",
  requestedBy: "ada",
  requestedVia: "cli",
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "running",
};

/** A run of `count` notices, a page of 50 at its end loaded. */
function setUp(count: number) {
  const all = placed(Array.from({ length: count }, (_, i) => ({ type: "notice", level: "info", message: `${i}` })));
  let written = all;
  const page = (events: PlacedEvent[]): EventPage => ({
    events,
    firstOffset: events[0]?.offset ?? 0,
    nextOffset: events.at(-1)?.end ?? 0,
    size: written.at(-1)?.end ?? 0,
    skipped: 0,
    isComplete: false,
  });
  const source: RunSource = {
    detail: () => Promise.reject(new Error("not read here")),
    events: async (at) =>
      "from" in at
        ? page(written.filter((e) => e.offset >= at.from).slice(0, 50))
        : page(written.filter((e) => e.end <= at.before).slice(-50)),
    seek: async (to) => ("fraction" in to ? Math.floor(written.length * to.fraction) * 100 : 0),
    log: () => Promise.reject(new Error("not read here")),
    logTail: () => Promise.reject(new Error("not read here")),
    logTimes: async () => [],
  };
  const store = new RunViewStore({
    initial: {
      run: RUNNING,
      page: page(all.slice(-50)),
      overview: foldOverview(emptyOverview(), all),
      logSize: 0,
      skipped: 0,
    },
    source,
    schedule: (flush) => flush(),
  });
  const live = (n: number) => {
    const fresh = placed(
      Array.from({ length: n }, () => ({ type: "notice", level: "info", message: "live" })),
      written.length,
    );
    const from = written.length * 100;
    written = [...written, ...fresh];
    store.handle({ type: "run.events", runId: RUN, from, to: written.length * 100, events: fresh });
  };
  const seqs = () => store.snapshot.events.map((e) => e.event.seq);
  return { store, live, seqs };
}
const gapless = (seqs: number[]) => seqs.every((s, i) => i === 0 || s === (seqs[i - 1] ?? 0) + 1);

describe("RunViewStore", () => {
  it("follows the end: new events join the window, which stays bounded and gapless", () => {
    const { store, live, seqs } = setUp(100);
    for (let i = 0; i < 500; i++) live(10);
    expect(seqs().at(-1)).toBe(5099);
    expect(seqs().length).toBeLessThanOrEqual(3000);
    expect(gapless(seqs())).toBe(true);
    expect(store.snapshot.range.atEnd).toBe(true);
  });

  it("scrolls back page by page without gap or double, and lets go of the far end", async () => {
    const { store, seqs } = setUp(6000);
    for (let i = 0; i < 100; i++) {
      const top = store.snapshot.range.start;
      store.setVisible({ from: top, to: top + 2000, events: true }, false);
      await store.loadBefore();
    }
    expect(seqs().length).toBeLessThanOrEqual(3000);
    expect(gapless(seqs())).toBe(true);
    expect(store.snapshot.range.atEnd).toBe(false);
  });

  it("jumps anywhere, keeps counting what arrives, and comes back to the end without a gap", async () => {
    const { store, live, seqs } = setUp(1000);
    await store.jumpToFraction(0.25);
    expect(seqs()[0]).toBe(250);
    store.setVisible({ from: 25_000, to: 26_000, events: true }, false);
    live(7);
    expect(seqs().at(-1)).toBe(299);
    expect(store.snapshot.lastSeq).toBe(1006);
    await store.jumpToEnd();
    live(2);
    await store.feed.catchUp();
    expect(seqs().at(-1)).toBe(1008);
    expect(gapless(seqs())).toBe(true);
  });

  it("never takes back a final status", () => {
    const { store } = setUp(1);
    store.setRun({ ...RUNNING, status: "failed" });
    store.setRun(RUNNING);
    expect(store.snapshot.run.status).toBe("failed");
  });

  it("says what went wrong with a read, and goes on", async () => {
    const { store } = setUp(300);
    const broken = new RunViewStore({
      initial: {
        ...store.snapshot,
        page: {
          ...store.snapshot.range,
          events: [],
          firstOffset: 0,
          nextOffset: 10,
          size: 10,
          skipped: 0,
          isComplete: false,
        },
      },
      source: {
        detail: () => Promise.reject(new Error("not read here")),
        events: () => Promise.reject(new Error("gone")),
        seek: () => Promise.reject(new Error("gone")),
        log: () => Promise.reject(new Error("gone")),
        logTail: () => Promise.reject(new Error("gone")),
        logTimes: async () => [],
      },
      schedule: (flush) => flush(),
    });
    await broken.jumpToFraction(0.5);
    expect(broken.snapshot).toMatchObject({ error: "gone", loading: undefined });
  });
});
