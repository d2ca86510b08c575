import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIMITS, RunEvent } from "@codex-toolloop/protocol";
import { openStore, StoreError } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { newRun, requestOf, tempDir, tempStore } from "./support/temp-store.ts";

test("everything is for the owner only, also under a lax umask", async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const store = await tempStore();
  const runId = await newRun(store, {}, "# spec\n");
  const writer = store.openRunWriter(runId);
  writer.emit({ type: "run.started", workflow: "verify" });
  writer.writeMeta({ status: "running" });
  writer.writeFile("step-outputs/lint.json", "{}");
  writer.appendRecord("tool-calls.jsonl", { a: 1 });
  writer.close();
  await store.appendControl(runId, { v: 1, at: new Date().toISOString(), by: "t", type: "steer", text: "x" });
  await store.workspaces.add(tempDir());
  const check = (dir: string): void => {
    expect(statSync(dir).mode & 0o777, dir).toBe(0o700);
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) check(path);
      else expect(statSync(path).mode & 0o777, path).toBe(0o600);
    }
  };
  check(store.root);
});

test("seq counts from 0 and goes on after the writer was opened again, also behind a torn line", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const first = store.openRunWriter(runId);
  first.emit({ type: "run.started", workflow: "verify" });
  first.emit({ type: "notice", level: "info", message: "a" });
  first.close();
  const file = join(store.runDir(runId), "events.jsonl");
  appendFileSync(file, '{"v":1,"torn');
  const second = store.openRunWriter(runId);
  const placed = second.emit({ type: "notice", level: "info", message: "b" });
  second.close();
  expect(placed.event.seq).toBe(2);
  const bytes = readFileSync(file);
  expect(JSON.parse(bytes.subarray(placed.offset, placed.end).toString()).message).toBe("b");
  const page = await store.readEvents(runId, { from: 0, isFinal: true });
  expect(page.events.map(({ event }) => event.seq)).toEqual([0, 1, 2]);
  expect(page.skipped).toBe(1);
});

test("a field that is too large goes to a file, a preview stays, and the record is valid and within the limit", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  const output = "é".repeat(400_000);
  const changes = Array.from({ length: 9000 }, (_, i) => ({
    path: `src/file-${i}-with-a-long-name.ts`,
    change: "update" as const,
  }));
  const placed = [
    writer.emit({ type: "item.finished", itemId: "1", item: { kind: "command", command: "x", output } }),
    writer.emit({ type: "item.finished", itemId: "2", item: { kind: "file_change", changes } }),
    writer.emit({
      type: "item.finished",
      itemId: "3",
      item: { kind: "tool_call", tool: "t", input: { all: Object.fromEntries(changes.map((c) => [c.path, 1])) } },
    }),
  ];
  writer.close();
  for (const { offset, end, event } of placed) {
    expect(end - offset).toBeLessThanOrEqual(LIMITS.recordBytes + 1);
    expect(RunEvent.safeParse(event).success).toBe(true);
  }
  const first = placed[0]?.event;
  if (!first || first.unknown || !first.spilled) throw new Error("nothing was spilled");
  expect(first.spilled).toEqual([{ field: "item.output", file: "spill/0-item.output", bytes: 800_000 }]);
  const spilled = await store.readArtifact(runId, "spill/0-item.output", { maxBytes: 1_000_000 });
  expect(spilled?.content).toBe(output);
});

test("a final status is never overwritten; other facts may still be added", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  writer.writeMeta({ status: "failed", reason: "step_failed", detail: "lint failed" });
  const after = writer.writeMeta({ status: "success", reason: "exit_zero", usage: { inputTokens: 5 } });
  writer.close();
  expect(after).toMatchObject({
    status: "failed",
    reason: "step_failed",
    detail: "lint failed",
    usage: { inputTokens: 5 },
  });
  expect(await store.readMeta(runId)).toEqual(after);
});

test("the first snapshot is made from request.json and spec.md", async () => {
  const store = await tempStore();
  const runId = await newRun(store, { title: "My run" }, "\n\n# Do this\nand that\n");
  const writer = store.openRunWriter(runId);
  expect(writer.writeMeta({ status: "running" })).toMatchObject({
    title: "My run",
    workflow: "verify",
    preview: "# Do this",
  });
  writer.close();
});

test("a bad snapshot is refused and nothing is written", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  expect(() => writer.writeMeta({ detail: "x".repeat(3000) })).toThrow(StoreError);
  writer.close();
  expect(await store.readMeta(runId)).toBeNull();
});

test("no write leaves the run directory", async () => {
  const store = await tempStore();
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  const outside = tempDir();
  symlinkSync(outside, join(store.runDir(runId), "link"));
  for (const path of ["../x", "/etc/x", "a/../../x", "", "a\0b", "link/x", "."])
    expect(() => writer.writeFile(path, "x"), JSON.stringify(path)).toThrow(StoreError);
  writer.close();
  expect(readdirSync(outside)).toEqual([]);
});

test("a run id is used once, and what is no run id is refused", async () => {
  const store = await tempStore();
  const request = requestOf();
  await store.createRun(request);
  await expect(store.createRun(request)).rejects.toThrow(StoreError);
  for (const id of ["../..", "", "x", `${request.runId}/..`]) expect(() => store.runDir(id)).toThrow(StoreError);
  await expect(store.readMeta("../../etc")).rejects.toThrow(StoreError);
});

test("a store that does not exist is not made by asking, and a file is no store", async () => {
  const dir = tempDir();
  await expect(openStore(join(dir, "none"))).rejects.toMatchObject({ code: "not_found" });
  writeFileSync(join(dir, "file"), "");
  await expect(openStore(join(dir, "file"), { create: true })).rejects.toMatchObject({ code: "invalid" });
  mkdirSync(join(dir, "old"), { mode: 0o755 });
  const store = await openStore(join(dir, "old"), { create: true });
  expect(statSync(store.root).mode & 0o777).toBe(0o700);
});
