import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, replaceFile, StoreError } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { newRun, tempDir } from "./support/temp-store.ts";

/** A small file system of its own; null where this user may not mount one. */
function mountSmall(size: string): string | null {
  const dir = tempDir();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", dir], { stdio: "ignore" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", dir]));
  return dir;
}
/** Fills what is left of a disk. */
function fill(dir: string): void {
  try {
    writeFileSync(join(dir, "filler"), Buffer.alloc(64 * 1024 * 1024));
  } catch {
    // Full: that was the aim.
  }
}

test("on a full disk an event is refused in words, the file keeps only whole records, and goes on when there is space", async (context) => {
  const dir = mountSmall("512k");
  if (!dir) return context.skip("a small file system cannot be mounted here (needs root)");
  const store = await openStore(join(dir, "store"), { create: true, env: {} });
  const runId = await newRun(store);
  const writer = store.openRunWriter(runId);
  writer.writeMeta({ status: "running" });
  let written = 0;
  const emit = () => writer.emit({ type: "notice", level: "info", message: `${written} ${"x".repeat(3000)}` });
  let error: unknown;
  try {
    for (; written < 1000; written++) emit();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: "disk_full" });
  expect(String(error)).toContain("events.jsonl");
  const file = join(store.runDir(runId), "events.jsonl");
  expect(readFileSync(file, "utf8").endsWith("\n")).toBe(true);
  const page = await store.readEvents(runId, { from: 0, limit: 1000, maxBytes: 1e7, isFinal: true });
  expect(page.events).toHaveLength(written);
  expect(page.skipped).toBe(0);

  const before = readFileSync(join(store.runDir(runId), "meta.json"), "utf8");
  fill(dir);
  expect(() => replaceFile(join(store.runDir(runId), "meta.json"), "y".repeat(300_000))).toThrow(StoreError);
  expect(readFileSync(join(store.runDir(runId), "meta.json"), "utf8")).toBe(before);
  expect(readdirSync(store.runDir(runId)).filter((name) => name.endsWith(".tmp"))).toEqual([]);

  execFileSync("rm", ["-f", join(dir, "filler")]);
  execFileSync("truncate", ["-s", "0", join(store.runDir(runId), "output.log")]);
  execFileSync("mount", ["-o", "remount,size=4m", dir]);
  expect(emit().event.seq).toBe(written);
  writer.close();
  await store.close();
});

test("a store on a read-only file system can be read; writes are refused in words", async (context) => {
  const dir = mountSmall("4m");
  if (!dir) return context.skip("a file system cannot be mounted here (needs root)");
  const writable = await openStore(join(dir, "store"), { create: true, env: {} });
  const runId = await newRun(writable);
  const writer = writable.openRunWriter(runId);
  writer.writeMeta({ status: "success" });
  writer.close();
  await writable.close();
  execFileSync("mount", ["-o", "remount,ro", dir]);
  const store = await openStore(join(dir, "store"), { create: true, env: {} });
  expect((await store.catalog()).get(runId)?.status).toBe("success");
  await expect(newRun(store)).rejects.toMatchObject({ code: "read_only" });
  await expect(
    store.appendControl(runId, { v: 1, at: new Date().toISOString(), by: "t", type: "steer", text: "x" }),
  ).rejects.toMatchObject({ code: "read_only" });
  const check = await store.check();
  expect(check.writable).toBe(false);
  expect(check.problems.join()).toContain("read-only");
  await store.close();
  expect(existsSync(join(dir, "store", "index.jsonl"))).toBe(true);
  expect(statSync(join(dir, "store")).mode & 0o777).toBe(0o700);
});
