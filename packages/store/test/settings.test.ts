import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findStoreRoot } from "@codex-toolloop/store";
import { describe, expect, test } from "vitest";
import { tempDir, tempStore } from "./support/temp-store.ts";

describe("where the store is", () => {
  test("TOOLLOOP_HOME, else the nearest .codex-toolloop upwards, else the one at home", () => {
    const dir = tempDir();
    mkdirSync(join(dir, "a/b"), { recursive: true });
    mkdirSync(join(dir, ".codex-toolloop"));
    const env = { HOME: "/home/somebody" };
    expect(findStoreRoot(env, join(dir, "a/b"))).toBe(join(dir, ".codex-toolloop"));
    expect(findStoreRoot({ ...env, TOOLLOOP_HOME: "/elsewhere" }, dir)).toBe("/elsewhere");
    writeFileSync(join(dir, "a", ".codex-toolloop"), "a file is no store");
    expect(findStoreRoot(env, join(dir, "a"))).toBe(join(dir, ".codex-toolloop"));
    rmSync(join(dir, ".codex-toolloop"), { recursive: true });
    expect(findStoreRoot(env, join(dir, "a"))).toBe("/home/somebody/.codex-toolloop");
  });
});

describe("config.yaml", () => {
  test("is read again when it changes; the environment stands above it", async () => {
    const store = await tempStore({ TOOLLOOP_MAX_QUEUED: "7" });
    expect(store.settings().settings.maxConcurrent).toBe(4);
    writeFileSync(
      join(store.root, "config.yaml"),
      "maxConcurrent: 2\nmaxQueued: 3\nredact:\n  - { name: t, pattern: 'ACME-\\d+' }\n",
    );
    expect(store.settings().settings).toMatchObject({ maxConcurrent: 2, maxQueued: 7 });
    expect(store.redactor().text("ACME-12")).toBe("*******");
    expect(store.settings()).toBe(store.settings());
    rmSync(join(store.root, "config.yaml"));
    expect(store.settings().settings.maxConcurrent).toBe(4);
  });
  test("that is broken is an error with its line, and allows nothing to run", async () => {
    const store = await tempStore();
    writeFileSync(join(store.root, "config.yaml"), "maxConcurrent: 2\nallowedWorkflows: [verify\nport: 1\n");
    const { errors, extra, settings } = store.settings();
    expect(errors[0]).toMatch(/^config\.yaml line \d/);
    expect(extra.allowedWorkflows).toEqual([]);
    expect(settings.maxConcurrent).toBe(4);
  });
  test("that is a folder, a FIFO, a link or too large allows nothing either, and never hangs", async () => {
    const store = await tempStore();
    const path = join(store.root, "config.yaml");
    for (const make of [
      () => mkdirSync(path),
      () => execFileSync("mkfifo", [path]),
      () => symlinkSync("/dev/zero", path),
      () => symlinkSync("/nowhere/at/all", path),
      () => writeFileSync(path, "#".repeat(300_000)),
    ]) {
      make();
      expect(store.settings().extra.allowedWorkflows).toEqual([]);
      expect(store.settings().errors).not.toEqual([]);
      rmSync(path, { recursive: true });
    }
  });
  test("with a bad value or a bad pattern says so, and the rest holds", async () => {
    const store = await tempStore();
    writeFileSync(
      join(store.root, "config.yaml"),
      "maxConcurrent: lots\nmaxQueued: 5\nredact:\n  - { name: t, pattern: '(' }\n",
    );
    expect(store.settings().settings).toMatchObject({ maxConcurrent: 4, maxQueued: 5 });
    expect(store.settings().errors).toHaveLength(2);
  });
});

test("workflow files are the YAML files of the folder, and no links or FIFOs", async () => {
  const store = await tempStore();
  expect(await store.readWorkflowFiles()).toEqual([]);
  const dir = join(store.root, "workflows");
  mkdirSync(dir);
  writeFileSync(join(dir, "b.yml"), "name: b");
  writeFileSync(join(dir, "a.yaml"), "name: a");
  writeFileSync(join(dir, "notes.txt"), "");
  symlinkSync(join(dir, "a.yaml"), join(dir, "link.yaml"));
  execFileSync("mkfifo", [join(dir, "fifo.yaml")]);
  expect((await store.readWorkflowFiles()).map(({ name, text }) => [name, text])).toEqual([
    ["a", "name: a"],
    ["b", "name: b"],
  ]);
  const workspace = tempDir();
  expect(await store.readWorkspaceWorkflowFiles(workspace)).toEqual([]);
  mkdirSync(join(workspace, ".codex-toolloop"));
  symlinkSync(dir, join(workspace, ".codex-toolloop/workflows"));
  expect(await store.readWorkspaceWorkflowFiles(workspace)).toEqual([]);
});
