import type { StreamMessage } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TabStream } from "./tab-stream.ts";

/** One open connection to the dashboard, as the browser would hold it. */
class FakeSource {
  static open: FakeSource[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((e: { data: string }) => void) | undefined;
  onerror: (() => void) | undefined;
  constructor() {
    FakeSource.open.push(this);
  }
  close() {
    FakeSource.open = FakeSource.open.filter((s) => s !== this);
  }
  say(message: StreamMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** Channels of one browser: synchronous, so that a test needs no waiting. */
class FakeChannel {
  static all: FakeChannel[] = [];
  onmessage: ((e: { data: unknown }) => void) | undefined;
  constructor() {
    FakeChannel.all.push(this);
  }
  postMessage(data: unknown) {
    for (const c of FakeChannel.all) if (c !== this) c.onmessage?.({ data: structuredClone(data) });
  }
  close() {
    FakeChannel.all = FakeChannel.all.filter((c) => c !== this);
  }
}

/** The browser's lock: one holder, the others wait in order. */
class FakeLocks {
  waiting: { run(): Promise<void>; signal: AbortSignal }[] = [];
  busy = false;
  async request(_name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>): Promise<void> {
    this.waiting.push({ run, signal });
    this.next();
  }
  next(): void {
    if (this.busy) return;
    const first = this.waiting.shift();
    if (!first) return;
    if (first.signal.aborted) {
      this.next();
      return;
    }
    this.busy = true;
    void first.run().then(() => {
      this.busy = false;
      this.next();
    });
  }
}

const SLOTS = { running: 0, limit: 4, queued: 0, maxQueued: 9 };
const HELLO: StreamMessage = { type: "hello", serverId: "s", slots: SLOTS, readOnly: false };
let visibility: DocumentVisibilityState;
const streams: TabStream[] = [];

function tab(): TabStream {
  const stream = new TabStream();
  streams.push(stream);
  stream.start();
  return stream;
}
const show = (state: DocumentVisibilityState) => {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => {
  visibility = "visible";
  FakeSource.open = [];
  FakeChannel.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("BroadcastChannel", FakeChannel);
  Object.defineProperty(navigator, "locks", { configurable: true, value: new FakeLocks() });
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibility });
});
afterEach(() => {
  for (const s of streams.splice(0)) s.close();
  vi.unstubAllGlobals();
});

describe("a hidden tab", () => {
  it("holds no connection", () => {
    const stream = tab();
    expect(FakeSource.open).toHaveLength(1);
    show("hidden");
    expect(FakeSource.open).toHaveLength(0);
    expect(stream.state).toBe("paused");
  });

  it("keeps it while somebody waits for a notification, and lets go when nobody does", () => {
    const stream = tab();
    const [first, second] = [stream.keepWhileHidden(), stream.keepWhileHidden()];
    FakeSource.open[0]?.onopen?.();
    show("hidden");
    expect(stream.state).toBe("live");
    first();
    first();
    expect(FakeSource.open).toHaveLength(1);
    second();
    expect(FakeSource.open).toHaveLength(0);
    expect(stream.state).toBe("paused");
  });
});

describe("a tab that joins later", () => {
  it("learns at once that the stream is live, and what slots and authority are now", () => {
    tab();
    const [source] = FakeSource.open;
    source?.onopen?.();
    source?.say(HELLO);
    source?.say({ type: "slots.changed", slots: { ...SLOTS, running: 3 } });
    source?.say({ type: "authority.changed", readOnly: true, holder: "pid 7" });
    const late = new TabStream();
    streams.push(late);
    const heard: StreamMessage[] = [];
    late.listen((m) => heard.push(m));
    late.start();
    expect(FakeSource.open).toHaveLength(1);
    expect(late.state).toBe("live");
    expect(heard).toEqual([{ ...HELLO, slots: { ...SLOTS, running: 3 }, readOnly: true, holder: "pid 7" }]);
  });

  it("hears what the leader hears, and takes over when it closes", async () => {
    const leader = tab();
    const follower = tab();
    const heard: string[] = [];
    follower.listen((m) => heard.push(m.type));
    FakeSource.open[0]?.say({ type: "run.removed", runId: "r" });
    expect(heard).toContain("run.removed");
    leader.close();
    await vi.waitFor(() => expect(FakeSource.open).toHaveLength(1));
  });
});
