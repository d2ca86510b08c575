import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlacedEvent } from "@codex-toolloop/protocol";
import { expect, test } from "vitest";
import { newRun, tempStore, until } from "./support/temp-store.ts";

const SECRET = `ghp_${"aB3dE6gH9k".repeat(4)}`.slice(0, 40);

test("a follower gets what is there, then each event once, redacted, only whole lines; files may come later", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const events: PlacedEvent[] = [];
  let to = 0;
  const stop = store.followRun(runId, {
    from: 0,
    onEvents: (batch) => {
      expect(batch.from).toBe(to);
      to = batch.to;
      events.push(...batch.events);
    },
    onLog: () => {},
    onState: () => {},
  });
  const writer = store.openRunWriter(runId);
  for (let i = 0; i < 300; i++) writer.emit({ type: "notice", level: "info", message: `${i} ${SECRET}` });
  await until("300 came", () => events.length === 300);
  appendFileSync(join(store.runDir(runId), "events.jsonl"), '{"v":1,"type":"half"');
  writer.close();
  await until("the log is there too", () => true);
  expect(events.map(({ event }) => event.seq)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  expect(JSON.stringify(events)).not.toContain(SECRET.slice(4, 20));
  stop();
});

test("followers at different places share a watch, and a stopped one hears nothing more", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  const first = writer.emit({ type: "run.started", workflow: "verify" });
  const seen: Record<string, number[]> = { early: [], late: [] };
  const follow = (name: string, from: number) =>
    store.followRun(runId, {
      from,
      onEvents: (batch) => seen[name]?.push(...batch.events.map(({ event }) => event.seq)),
      onLog: () => {},
      onState: () => {},
    });
  const stopEarly = follow("early", 0);
  follow("late", first.end);
  writer.emit({ type: "notice", level: "info", message: "a" });
  await until("both have it", () => seen.early?.length === 2 && seen.late?.length === 1);
  stopEarly();
  writer.emit({ type: "notice", level: "info", message: "b" });
  await until("the late one has it", () => seen.late?.length === 2);
  expect(seen).toEqual({ early: [0, 1], late: [1, 2] });
  writer.close();
});

test("log sizes and changes of meta.json and exit.json are told", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const sizes: number[] = [];
  let states = 0;
  store.followRun(runId, { from: 0, onEvents: () => {}, onLog: (size) => sizes.push(size), onState: () => states++ });
  await until("the first size came", () => sizes.length === 1);
  const writer = store.openRunWriter(runId);
  appendFileSync(writer.logPath, "hello\n");
  await until("the size is told", () => sizes.at(-1) === 6);
  writer.writeMeta({ status: "running" });
  await until("meta.json is told", () => states >= 1);
  const before = states;
  writeFileSync(join(store.runDir(runId), "exit.json"), "{}");
  await until("exit.json is told", () => states > before);
  writer.close();
});

test("control lines come once each, those already there first, also when the file comes later", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const at = new Date().toISOString();
  await store.appendControl(runId, { v: 1, at, by: "t", type: "steer", text: "one" });
  const seen: string[] = [];
  const stop = store.followControl(runId, (line) => seen.push(line.type === "steer" ? line.text : line.type));
  await until("the first came", () => seen.length === 1);
  await store.appendControl(runId, { v: 1, at, by: "t", type: "steer", text: "two" });
  await store.appendControl(runId, { v: 1, at, by: "t", type: "stop", reason: "stop_requested" });
  await until("all came", () => seen.length === 3);
  expect(seen).toEqual(["one", "two", "stop"]);
  stop();
  const other = await newRun(store);
  store.followControl(other, (line) => seen.push(line.by));
  await store.appendControl(other, { v: 1, at, by: "late", type: "steer", text: "x" });
  await until("the late file is seen", () => seen.includes("late"));
});
