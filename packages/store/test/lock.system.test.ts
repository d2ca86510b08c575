import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockStore } from "@codex-toolloop/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { lockAt } from "../src/lock/lock-store.ts";
import { firstWord, startChild } from "./support/run-child.ts";
import { tempDir } from "./support/temp-store.ts";

test("one process holds it, also by another path to the same store; the other learns who, and when it is freed", async () => {
  const root = tempDir();
  const link = join(tempDir(), "link");
  symlinkSync(root, link);
  const first = await lockStore(root, { address: "http://127.0.0.1:4590" });
  if (!first.held) throw new Error("not held");
  const second = await lockStore(link, {});
  if (second.held) throw new Error("held twice");
  expect(second.holder).toMatchObject({ pid: process.pid, address: "http://127.0.0.1:4590" });
  await first.lock.release();
  await second.freed;
  const third = await lockStore(root, {});
  if (!third.held) throw new Error("not free");
  await third.lock.release();
});

test("it is freed when the holder is killed with SIGKILL, and a paused holder still holds", async () => {
  const root = tempDir();
  const child = startChild("lock-child.ts", [root]);
  expect(await firstWord(child)).toBe("held");
  const waiting = await lockStore(root, {});
  if (waiting.held) throw new Error("held twice");
  expect(waiting.holder?.pid).toBe(child.pid);

  child.kill("SIGSTOP");
  const paused = await lockStore(root, {});
  if (paused.held) throw new Error("a pause gave the lock away");
  expect(paused.holder).toBeNull();
  paused.cancel();

  child.kill("SIGKILL");
  await Promise.all([waiting.freed, once(child, "exit")]);
  const after = await lockStore(root, {});
  if (!after.held) throw new Error("not freed");
  await after.lock.release();
});

test("of many processes that start at once, exactly one holds it", async () => {
  const root = tempDir();
  const children = Array.from({ length: 4 }, () => startChild("lock-child.ts", [root]));
  const words = await Promise.all(children.map(firstWord));
  expect(words.filter((word) => word === "held")).toHaveLength(1);
});

describe("where there are no abstract sockets", () => {
  test("a socket file does the same, and a stale one is taken over", async () => {
    const at = { kind: "path" as const, address: join(tempDir(), "supervisor.sock") };
    const first = await lockAt(at, { address: "a" });
    if (!first.held) throw new Error("not held");
    const second = await lockAt(at, {});
    if (second.held) throw new Error("held twice");
    expect(second.holder?.address).toBe("a");
    await first.lock.release();
    await second.freed;
    writeFileSync(at.address, "");
    const third = await lockAt(at, {});
    if (!third.held) throw new Error("a stale file kept the lock");
    onTestFinished(() => third.lock.release());
  });
});
