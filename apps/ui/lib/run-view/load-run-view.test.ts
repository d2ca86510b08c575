import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventInput, EventPage, RunSummary } from "@codex-toolloop/protocol";
import { newRunId, openStore, type Store } from "@codex-toolloop/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BlockFolder } from "./block-folder.ts";
import { PAGE_EVENTS } from "./fetch-run.ts";
import { loadRunView } from "./load-run-view.ts";

let root: string;
let store: Store;
let run: RunSummary;
beforeEach(async () => {
  root = join(mkdtempSync(join(tmpdir(), "toolloop-load-")), ".codex-toolloop");
  store = await openStore(root, { create: true });
  const runId = newRunId();
  const createdAt = new Date().toISOString();
  const facts = { kind: "workflow", workflow: "w", title: "W", requestedBy: "me", requestedVia: "cli" } as const;
  run = { v: 1, runId, ...facts, createdAt, status: "success" };
  await store.createRun({
    v: 1,
    runId,
    ...facts,
    createdAt,
    inputs: {},
    hasSpec: false,
    timeoutSeconds: 60,
    stopGraceSeconds: 1,
    source: "builtin",
  });
});
afterEach(async () => {
  await store.close();
  rmSync(join(root, ".."), { recursive: true, force: true });
});

function write(events: EventInput[]): void {
  const writer = store.openRunWriter(run.runId);
  for (const event of events) writer.emit(event);
  writer.close();
}
const tear = () => appendFileSync(join(store.runDir(run.runId), "events.jsonl"), "torn\n");
const error = (message: string): EventInput => ({ type: "notice", level: "error", message });
const filler = (count: number): EventInput[] =>
  Array.from({ length: count }, (_, i) => ({ type: "notice", level: "info", message: `${i} ${"x".repeat(800)}` }));

/** The store's own answers, and how many events the loader held of each. */
function counting(pages: EventPage[]): Pick<Store, "readEvents" | "readSteps" | "sizes"> {
  return {
    sizes: store.sizes,
    readSteps: store.readSteps,
    readEvents: async (...asked) => {
      const page = await store.readEvents(...asked);
      pages.push(page);
      return page;
    },
  };
}

it("folds the whole of a file that is not larger than both ends, every event and every torn line once", async () => {
  write([error("first"), ...filler(150)]);
  tear();
  write([error("middle"), ...filler(250)]);
  tear();
  write([error("last")]);
  const { overview, skipped, page } = await loadRunView(store, run);
  expect(overview.partial).toBe(false);
  expect(overview.marks.map((m) => m.label)).toEqual(["first", "middle", "last"]);
  // The torn line takes a place in the page, too.
  expect([skipped, page.events.length, overview.end]).toEqual([2, PAGE_EVENTS - 1, page.nextOffset]);
});

it("folds both ends of a larger file by pages of bounded size, and says that the middle was left out", async () => {
  write([error("first"), ...filler(1500), error("middle"), ...filler(1200), error("near the end"), ...filler(250)]);
  const pages: EventPage[] = [];
  const { overview, page } = await loadRunView(counting(pages), run);
  expect(overview.partial).toBe(true);
  expect(overview.marks.map((m) => m.label)).toEqual(["first", "near the end"]);
  expect(overview.end).toBe(page.nextOffset);
  expect(Math.max(...pages.map((p) => p.events.length))).toBeLessThanOrEqual(PAGE_EVENTS);
  expect(pages.reduce((sum, p) => sum + p.nextOffset - p.firstOffset, 0)).toBeLessThan(800 * 1024);
});

it("takes the steps of the middle, which it does not read, from what they left", async () => {
  const steps = ["a", "b"].map((id) => ({ id, title: id, kind: "agent" }));
  const step = { stepId: "a", title: "a", attempt: 1 };
  write([{ type: "run.planned", steps }, ...filler(1500), { type: "step.started", ...step }, ...filler(1500)]);
  const output = { step: "a", title: "a", status: "success", reason: "exit_zero", attempts: 1, durationMs: 5 };
  const writer = store.openRunWriter(run.runId);
  writer.writeFile("step-outputs/a.json", JSON.stringify(output));
  writer.close();
  const { overview } = await loadRunView(store, { ...run, kind: "workflow" });
  expect(overview.partial).toBe(true);
  expect(overview.steps).toMatchObject([
    { id: "a", status: "success" },
    { id: "b", status: "pending" },
  ]);
});

it("has nothing to fold in a run without events", async () => {
  const { overview, page } = await loadRunView(store, run);
  expect([overview.end, overview.partial, page.events.length]).toEqual([0, false, 0]);
});

it("holds the whole of what an agent is saying, of which the file has a line for every few words", async () => {
  const say = (i: number): EventInput => ({ type: "item.delta", itemId: "m", field: "text", delta: `w${i} ` });
  const user = { kind: "message", role: "user", text: "Say it" } as const;
  write([
    { type: "run.started", workflow: "prompt" },
    { type: "item.finished", itemId: "prompt", item: user },
    { type: "item.started", itemId: "m", item: { kind: "message", role: "assistant", text: "" } },
    ...Array.from({ length: 1500 }, (_, i) => say(i)),
  ]);
  const { page, overview } = await loadRunView(store, { ...run, kind: "prompt", status: "running" });
  expect(page.events.length).toBeLessThanOrEqual(2 * PAGE_EVENTS);
  expect([page.firstOffset, page.nextOffset, overview.partial]).toEqual([0, page.size, false]);
  const [, prompt, message] = BlockFolder.fold(page.events).map((b) => (b.type === "item" ? b.item : undefined));
  expect(prompt).toEqual(user);
  expect(message).toMatchObject({ text: Array.from({ length: 1500 }, (_, i) => `w${i} `).join("") });
});

it("reads a bounded part of an agent's long run", async () => {
  const long = "x".repeat(4000);
  write(Array.from({ length: 600 }, () => ({ type: "item.delta", itemId: "m", field: "text", delta: long }) as const));
  const { page } = await loadRunView(store, { ...run, kind: "prompt" });
  expect(page.nextOffset - page.firstOffset).toBeLessThan(2 * 1024 * 1024);
  expect(page.firstOffset).toBeGreaterThan(0);
});
