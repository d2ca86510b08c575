import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instructions } from "../src/claude/instructions.ts";

let base: string;
let cwd: string;
let env: Record<string, string>;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "toolloop-claude-md-")));
  cwd = join(base, "work");
  env = { CLAUDE_CONFIG_DIR: join(base, "home") };
  mkdirSync(cwd);
  mkdirSync(join(base, "home"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("what is written down for Claude", () => {
  it("is the user's, then the folder's", () => {
    expect(instructions(cwd, env)).toBeUndefined();
    writeFileSync(join(base, "home/CLAUDE.md"), "Be brief.\n");
    writeFileSync(join(cwd, "CLAUDE.md"), "Use tabs.\n");
    const text = instructions(cwd, env) ?? "";
    expect(text.indexOf("Be brief.")).toBeGreaterThan(0);
    expect(text.indexOf("Use tabs.")).toBeGreaterThan(text.indexOf("Be brief."));
  });

  it("may be a link inside the folder, never one that leads out of it, nor a pipe", () => {
    writeFileSync(join(cwd, "AGENTS.md"), "Run the tests.");
    symlinkSync("AGENTS.md", join(cwd, "CLAUDE.md"));
    expect(instructions(cwd, env)).toContain("Run the tests.");
    rmSync(join(cwd, "CLAUDE.md"));
    writeFileSync(join(base, "secret"), "not yours");
    symlinkSync(join(base, "secret"), join(cwd, "CLAUDE.md"));
    mkdirSync(join(cwd, ".claude"));
    execFileSync("mkfifo", [join(cwd, ".claude/CLAUDE.md")]);
    expect(instructions(cwd, env)).toBeUndefined();
  });

  it("is cut where it is huge", () => {
    writeFileSync(join(cwd, "CLAUDE.md"), "x".repeat(1024 * 1024));
    expect(instructions(cwd, env)?.length).toBeLessThan(66_000);
  });
});
