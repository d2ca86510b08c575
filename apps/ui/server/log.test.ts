import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRedactor } from "@codex-toolloop/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "./log.ts";
import { openLogFile } from "./log-file.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "toolloop-log-"));
  path = join(dir, "dashboard.log");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (file = path) => readFileSync(file, "utf8");

describe("the dashboard's log", () => {
  it("has every event as one JSON line as soon as it is logged, for the owner only", () => {
    const redactor = createRedactor();
    const log = createLog({ verbose: false, redactor: () => redactor, file: path });
    log({ event: "run_transition", runId: "r", from: "queued", to: "running", durationMs: 7, actor: "ada" });
    const line = JSON.parse(read()) as Record<string, unknown>;
    expect(line).toMatchObject({ level: "info", event: "run_transition", from: "queued", durationMs: 7 });
    expect(Date.parse(String(line.time))).toBeGreaterThan(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is redacted, errors as well", () => {
    const redactor = createRedactor();
    const log = createLog({ verbose: false, redactor: () => redactor, file: path });
    const secret = `ghp_${"a1B2c3".repeat(6)}`;
    log({ event: "x", detail: `token ${secret}` });
    log.error("it broke", new Error(`with ${secret}`));
    expect(read().split("\n")).toHaveLength(3);
    expect(read()).not.toContain(secret);
  });
});

describe("the log file", () => {
  it("turns over at its size: at most so many files of at most so many bytes, and no line is cut", () => {
    const file = openLogFile(path, { maxBytes: 1000, files: 3 });
    for (let i = 0; i < 100; i++) file.write(`${String(i).padStart(99, "0")}\n`);
    file.close();
    for (const name of [path, `${path}.1`, `${path}.2`]) {
      expect(statSync(name).size).toBe(1000);
      expect(statSync(name).mode & 0o777).toBe(0o600);
    }
    expect(existsSync(`${path}.3`)).toBe(false);
    const kept = [`${path}.2`, `${path}.1`, path].flatMap((name) => read(name).trimEnd().split("\n").map(Number));
    expect(kept).toEqual(Array.from({ length: 30 }, (_, i) => 70 + i));
  });

  it("goes on after a restart, and after somebody removed it", () => {
    openLogFile(path).write("one\n");
    const file = openLogFile(path);
    file.write("two\n");
    expect(read()).toBe("one\ntwo\n");
    unlinkSync(path);
    file.write("three\n");
    expect(read()).toBe("three\n");
  });

  it("is shared by two dashboards: neither writes on into a file that the other one turned over", () => {
    const [a, b] = [openLogFile(path, { maxBytes: 100 }), openLogFile(path, { maxBytes: 100 })];
    b.write("b0\n");
    for (let i = 0; i < 30; i++) a.write(`a${i} ${"x".repeat(40)}\n`);
    b.write("b1\n");
    expect(read().endsWith("b1\n")).toBe(true);
  });

  it("is never written through a link", () => {
    const elsewhere = join(dir, "elsewhere");
    writeFileSync(elsewhere, "");
    symlinkSync(elsewhere, path);
    openLogFile(path).write("x\n");
    expect(read(elsewhere)).toBe("");
  });

  it.skipIf(process.getuid?.() !== 0)("on a full disk hurts nobody (a small file system; needs root)", () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", dir]);
    try {
      const file = openLogFile(path);
      for (let i = 0; i < 500; i++) file.write(`${"y".repeat(99)}\n`);
      expect(statSync(path).size).toBeLessThanOrEqual(8192);
      file.close();
    } finally {
      execFileSync("umount", ["-l", dir]);
    }
  });
});
