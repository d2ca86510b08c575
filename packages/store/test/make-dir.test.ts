import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeDir } from "../src/fs/make-dir.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "toolloop-make-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("makes a directory with its parents, for the owner only, and again", () => {
  const path = join(root, "a/b/c");
  makeDir(path);
  makeDir(path);
  for (const part of ["a", "a/b", "a/b/c"]) expect(statSync(join(root, part)).mode & 0o777).toBe(0o700);
});
it("says what is in the way", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => makeDir(join(root, "file"))).toThrow(/make directory/);
  expect(() => makeDir(join(root, "file/below"))).toThrow(/make directory/);
});
it.runIf(process.platform === "linux")("ends where the system lets nobody make a folder", () => {
  // In a process of its own: what this is about would never come back.
  const file = join(import.meta.dirname, "../src/fs/make-dir.ts");
  const code = `import { makeDir } from ${JSON.stringify(file)}; makeDir("/proc/nope/deeper")`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    timeout: 20_000,
    encoding: "utf8",
    cwd: join(import.meta.dirname, "../../.."),
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/\/proc\/nope/);
});
