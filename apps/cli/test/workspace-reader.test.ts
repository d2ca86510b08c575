import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { workspaceReader } from "../src/exec/workspace-reader.ts";
import { provenance } from "../src/start/provenance.ts";

let base: string;
let root: string;
const capture = async (argv: string[]) => {
  const [program = "", ...args] = argv;
  try {
    return {
      ok: true,
      exitCode: 0,
      stdout: execFileSync(program, args, { encoding: "utf8", stdio: "pipe" }),
      stderr: "",
    };
  } catch {
    return { ok: false, exitCode: 1, stdout: "", stderr: "" };
  }
};

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-ws-")));
  root = join(base, "ws");
  mkdirSync(join(root, "src"), { recursive: true });
  mkdirSync(join(root, "node_modules/x"), { recursive: true });
  writeFileSync(join(base, "secret"), "outside");
  writeFileSync(join(root, "a.txt"), "hello");
  writeFileSync(join(root, "src/b.ts"), "12345");
  writeFileSync(join(root, "node_modules/x/i.js"), "");
  symlinkSync("../secret", join(root, "link-out"));
  symlinkSync("..", join(root, "folder-out"));
  symlinkSync("src/b.ts", join(root, "link-in"));
  execFileSync("mkfifo", [join(root, "fifo")]);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test.each(["link-out", "folder-out/secret", "../secret", "/etc/hostname", "fifo", "src", "missing", "a.txt\0"])(
  "%s is not read",
  async (path) => {
    expect(await workspaceReader(root, "ws", capture).readText(path)).toBeNull();
  },
);

test("a file inside is read, also through a link that stays inside, up to the limit", async () => {
  const reader = workspaceReader(root, "ws", capture);
  expect(await reader.readText("a.txt")).toBe("hello");
  expect(await reader.readText("link-in", 5)).toBe("12345");
  expect(await reader.readText("link-in", 4)).toBeNull();
  expect(await reader.exists("link-out")).toBe(false);
  expect(await reader.exists("src")).toBe(true);
});

test("without git the regular files are walked, without generated folders, up to the limit", async () => {
  const reader = workspaceReader(root, "ws", capture);
  const all = {
    files: [
      { path: "a.txt", size: 5 },
      { path: "src/b.ts", size: 5 },
    ],
    truncated: false,
  };
  expect(await reader.listFiles(10)).toEqual(all);
  expect(await reader.listFiles(1)).toEqual({ files: all.files.slice(0, 1), truncated: true });
});

test("in a checkout the ignored files stay out and the untracked ones are in", async () => {
  execFileSync("git", ["init", "-q"], { cwd: root });
  writeFileSync(join(root, ".gitignore"), "node_modules\n*.log\n");
  writeFileSync(join(root, "x.log"), "");
  const { files } = await workspaceReader(root, "ws", capture).listFiles(100);
  expect(files.map((f) => f.path).sort()).toEqual([".gitignore", "a.txt", "src/b.ts"]);
});

test("a program that the repository names as its file monitor is not started, by a list or by a start's provenance", async () => {
  const ran = join(base, "ran");
  const monitor = join(base, "monitor.sh");
  writeFileSync(monitor, `#!/bin/sh\necho ran >> '${ran}'\n`, { mode: 0o755 });
  execFileSync("git", ["init", "-q"], { cwd: root });
  execFileSync("git", ["add", "a.txt"], { cwd: root });
  execFileSync("git", ["config", "core.fsmonitor", monitor], { cwd: root });
  expect((await workspaceReader(root, "ws", capture).listFiles(10)).files).toHaveLength(3);
  await provenance({ argv: [], cwd: root }, root);
  expect(existsSync(ran)).toBe(false);
});
