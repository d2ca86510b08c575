import type { EventPage, PlacedEvent, StreamMessage } from "@codex-toolloop/protocol";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { RunFeed } from "./run-feed.ts";

const RUN = "01890000-0000-7000-8000-000000000001";
const SIZE = 10;

/** A file of `count` events of ten bytes each. */
function file(count: number): PlacedEvent[] {
  return Array.from({ length: count }, (_, seq) => ({
    offset: seq * SIZE,
    end: (seq + 1) * SIZE,
    event: { v: 1, runId: RUN, seq, at: "2026-01-01T00:00:00.000Z", type: "notice", level: "info", message: `${seq}` },
  }));
}
const seqs = (events: PlacedEvent[]) => events.map((e) => e.event.seq);

/** A reader of the file's first `written` events, `limit` a page. */
function reader(all: PlacedEvent[], written: () => number, limit = 4, isFinal: () => boolean = () => false) {
  return async (from: number): Promise<EventPage> => {
    const size = written() * SIZE;
    const events = all.filter((e) => e.offset >= from && e.end <= size).slice(0, limit);
    const nextOffset = events.at(-1)?.end ?? Math.min(from, size);
    return {
      events,
      firstOffset: events[0]?.offset ?? from,
      nextOffset,
      size,
      skipped: 0,
      isComplete: isFinal() && nextOffset >= size,
    };
  };
}

const live = (all: PlacedEvent[], a: number, b: number): StreamMessage => ({
  type: "run.events",
  runId: RUN,
  from: a * SIZE,
  to: b * SIZE,
  events: all.slice(a, b),
});

function collect(all: PlacedEvent[], options: Partial<ConstructorParameters<typeof RunFeed>[0]> = {}) {
  const got: number[] = [];
  let completed = 0;
  const feed = new RunFeed({
    runId: RUN,
    from: 0,
    readPage: reader(all, () => all.length),
    onEvents: (events) => got.push(...seqs(events)),
    onLog: () => {},
    onComplete: () => {
      completed += 1;
    },
    ...options,
  });
  return { feed, got, completed: () => completed };
}

describe("RunFeed", () => {
  it("takes messages that join as they are, without reading the file", () => {
    const all = file(6);
    const { feed, got } = collect(all, {
      readPage: () => Promise.reject(new Error("must not read")),
      onError: (e) => {
        throw e;
      },
    });
    feed.handle(live(all, 0, 3));
    feed.handle(live(all, 3, 6));
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("drops what overlaps, down to the single event", () => {
    const all = file(6);
    const { feed, got } = collect(all);
    feed.handle(live(all, 0, 4));
    feed.handle(live(all, 0, 4));
    feed.handle(live(all, 2, 6));
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("reads the file where a message leaves a gap", async () => {
    const all = file(9);
    const { feed, got } = collect(all);
    feed.handle(live(all, 0, 2));
    feed.handle(live(all, 7, 9));
    await feed.catchUp();
    expect(got).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("reads again for what is written while it catches up", async () => {
    const all = file(8);
    let written = 3;
    const { feed, got } = collect(all, { readPage: reader(all, () => written) });
    const first = feed.catchUp();
    written = 8;
    feed.handle(live(all, 3, 8));
    await first;
    expect(got).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("is complete only after every event was delivered, and once", async () => {
    const all = file(7);
    const order: string[] = [];
    const { feed } = collect(all, {
      onEvents: (events) => order.push(...seqs(events).map(String)),
      onComplete: () => order.push("complete"),
    });
    feed.handle({ type: "run.complete", runId: RUN, eventsSize: 70, logSize: 0 });
    await feed.catchUp();
    feed.handle({ type: "run.complete", runId: RUN, eventsSize: 70, logSize: 0 });
    expect(order).toEqual(["0", "1", "2", "3", "4", "5", "6", "complete"]);
  });

  it("says complete for a final run without any message", async () => {
    const all = file(5);
    const { feed, got, completed } = collect(all, {
      readPage: reader(
        all,
        () => 5,
        2,
        () => true,
      ),
    });
    await feed.catchUp();
    expect([got.length, completed()]).toEqual([5, 1]);
  });

  it("reports a failed read, keeps its place, and goes on at the next message", async () => {
    const all = file(4);
    let broken = true;
    const errors: unknown[] = [];
    const read = reader(all, () => 4);
    const { feed, got } = collect(all, {
      readPage: (from) => (broken ? Promise.reject(new Error("gone")) : read(from)),
      onError: (e) => errors.push(e),
    });
    await feed.catchUp();
    expect(errors).toHaveLength(1);
    broken = false;
    feed.handle(live(all, 2, 4));
    await feed.catchUp();
    expect(got).toEqual([0, 1, 2, 3]);
  });

  it("leaves out messages of other runs and everything after close", async () => {
    const all = file(3);
    const { feed, got } = collect(all);
    feed.handle({ ...live(all, 0, 3), runId: "01890000-0000-7000-8000-000000000002" } as StreamMessage);
    feed.close();
    feed.handle(live(all, 0, 3));
    await feed.catchUp();
    expect(got).toEqual([]);
  });

  it("jumps over a backlog that is too large, and says from where it goes on", async () => {
    const all = file(100);
    const skipped: number[] = [];
    const { feed, got } = collect(all, {
      skip: {
        bytes: 500,
        readLast: async () => ({
          events: all.slice(95),
          firstOffset: 950,
          nextOffset: 1000,
          size: 1000,
          skipped: 0,
          isComplete: false,
        }),
        onSkip: (page) => skipped.push(...seqs(page.events)),
      },
    });
    await feed.catchUp();
    expect([got, skipped, feed.next]).toEqual([[], [95, 96, 97, 98, 99], 1000]);
  });

  it("delivers each event exactly once and in order, whatever the interleaving", async () => {
    const step = fc.record({
      kind: fc.constantFrom("write", "message", "catchUp", "yield", "repeat"),
      n: fc.nat(7),
      back: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), async (steps, limit) => {
        const all = file(80);
        let written = 0;
        let sent = 0;
        const { feed, got } = collect(all, {
          readPage: async (from) => {
            // The file goes on growing while an answer is on its way.
            const page = await reader(all, () => written, limit)(from);
            await Promise.resolve();
            return page;
          },
        });
        for (const s of steps) {
          if (s.kind === "write") written = Math.min(80, written + s.n);
          else if (s.kind === "catchUp") void feed.catchUp();
          else if (s.kind === "yield") await Promise.resolve();
          else {
            // A message may overlap (reconnect), repeat, or come after others were lost.
            const from = s.kind === "repeat" ? Math.max(0, sent - s.back) : Math.min(written, sent + s.back);
            const to = Math.min(written, from + s.n);
            if (to > from) {
              feed.handle(live(all, from, to));
              sent = to;
            }
          }
        }
        await feed.catchUp();
        await feed.catchUp();
        expect(got).toEqual(Array.from({ length: written }, (_, i) => i));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a page that is offered", () => {
  it("joins what is known, whatever it covers: every event once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 12 }),
        async (ranges) => {
          const all = file(40);
          const { feed, got } = collect(all);
          for (const [a, b] of ranges) {
            const [from, to] = [Math.min(a, b), Math.max(a, b)];
            await feed.offer({
              events: all.slice(from, to),
              firstOffset: from * SIZE,
              nextOffset: to * SIZE,
              size: 40 * SIZE,
              skipped: 0,
              isComplete: false,
            });
            feed.handle(live(all, from, to));
          }
          expect(got).toEqual(Array.from({ length: got.length }, (_, i) => i));
          expect(feed.next).toBe(got.length * SIZE);
        },
      ),
    );
  });
});

describe("a run that ended", () => {
  it("is read to its end also where the last read failed: nothing more would come to ask for it", async () => {
    vi.useFakeTimers();
    const all = file(6);
    let broken = true;
    const whole = reader(
      all,
      () => all.length,
      10,
      () => true,
    );
    const errors: unknown[] = [];
    const { feed, got, completed } = collect(all, {
      readPage: async (from) => {
        if (broken) throw new Error("502");
        return await whole(from);
      },
      onError: (error) => errors.push(error),
    });
    feed.handle({ type: "run.complete", runId: RUN, eventsSize: 6 * SIZE, logSize: 0 });
    await vi.advanceTimersByTimeAsync(500);
    expect([errors.length, completed()]).toEqual([1, 0]);
    broken = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
    expect(completed()).toBe(1);
    vi.useRealTimers();
  });
});
