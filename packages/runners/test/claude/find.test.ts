import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AgentOptions } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claude } from "../../src/claude/claude.ts";
import { cliArguments } from "../../src/claude/cli-turn.ts";
import { listen } from "../support/listen.ts";

const PLATFORM = `claude-agent-sdk-${process.platform}-${process.arch}`;

describe("finding Claude", () => {
  let dir = "";
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "toolloop-find-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (path: string, text: string, mode = 0o755) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
    chmodSync(join(dir, path), mode);
    return join(dir, path);
  };
  const lookup = (over: object = {}) => ({
    codexBin: "",
    claudeBin: "",
    installRoots: [join(dir, "app")],
    // Nothing of the machine's: no global packages, no PATH.
    env: { NODE_ENV: "test" as const, PATH: join(dir, "bin"), npm_config_prefix: join(dir, "prefix") },
    ...over,
  });
  const sdk = (root: string) =>
    put(`${root}/@anthropic-ai/claude-agent-sdk/package.json`, JSON.stringify({ version: "0.3.1", main: "sdk.mjs" }));

  it("says what to install where there is nothing", async () => {
    expect(await claude.find(lookup())).toMatchObject({
      available: false,
      problem: "Neither the Claude Agent SDK nor the claude command was found.",
      install: "npm install -g @anthropic-ai/claude-agent-sdk",
    });
  });

  it("finds the SDK in node_modules and as a global package, with its own program", async () => {
    sdk("prefix/lib/node_modules");
    const binary = put(`prefix/lib/node_modules/@anthropic-ai/${PLATFORM}/claude`, "#!/bin/sh\n");
    expect(await claude.find(lookup())).toMatchObject({
      mode: "sdk",
      from: "global",
      version: "0.3.1",
      program: binary,
    });
    sdk("app/node_modules");
    put(`app/node_modules/@anthropic-ai/${PLATFORM}/claude`, "#!/bin/sh\n");
    expect(await claude.find(lookup())).toMatchObject({ mode: "sdk", from: "node_modules" });
  });

  it("lets the SDK use the claude of the setting, or of PATH where it has none of its own", async () => {
    sdk("app/node_modules");
    expect(await claude.find(lookup())).toMatchObject({
      available: false,
      problem: expect.stringContaining("without its program"),
    });
    const onPath = put("bin/claude", "#!/bin/sh\necho '2.1.0 (Claude Code)'\n");
    expect(await claude.find(lookup())).toMatchObject({ mode: "sdk", program: onPath });
    const chosen = put("mine/claude", "#!/bin/sh\n");
    expect(await claude.find(lookup({ claudeBin: chosen }))).toMatchObject({
      mode: "sdk",
      program: chosen,
      from: "setting",
    });
  });

  it("falls back to the command, and says what is missing", async () => {
    const program = put("bin/claude", "#!/bin/sh\necho '2.1.0 (Claude Code)'\n");
    const found = await claude.find(lookup());
    expect(found).toMatchObject({ available: true, mode: "stream-json", version: "2.1.0", program, from: "path" });
    expect(found.note).toContain("npm install -g @anthropic-ai/claude-agent-sdk");
    put("bin/claude", "#!/bin/sh\nexit 3\n");
    expect(await claude.find(lookup())).toMatchObject({
      available: false,
      problem: expect.stringContaining("--version failed"),
    });
  });

  it("uses nothing else where the setting is wrong", async () => {
    sdk("app/node_modules");
    put("bin/claude", "#!/bin/sh\necho 2.1.0\n");
    for (const claudeBin of [join(dir, "nothing"), "claude", put("plain", "no program", 0o644)])
      expect(await claude.find(lookup({ claudeBin }))).toMatchObject({
        available: false,
        problem: expect.stringContaining(claudeBin),
      });
  });

  it("a turn without Claude fails with what to install", async () => {
    const heard = listen();
    const running = claude.takeTurn(
      {
        prompt: "hello",
        cwd: dir,
        options: AgentOptions.parse({}),
        grants: [],
        env: { NODE_ENV: "test" },
        scratch: dir,
        signal: new AbortController().signal,
        graceMs: 100,
        lookup: lookup(),
      },
      heard.sink,
    );
    expect(await running.ended).toMatchObject({
      status: "failed",
      code: "runner_missing",
      error: expect.stringContaining("npm install"),
    });
    expect(heard.events.map((e) => e.type)).toEqual(["turn.started", "turn.finished"]);
  });
});

describe("arguments of the claude command", () => {
  it("name the options, and never the prompt", () => {
    const options = AgentOptions.parse({ model: "opus", maxTurns: 3, sandbox: "read-only" });
    const args = cliArguments({ options, threadId: "abc", outputSchema: { type: "object" } });
    const after = (flag: string) => args[args.indexOf(flag) + 1];
    expect(args[0]).toBe("-p");
    expect([after("--input-format"), after("--output-format")]).toEqual(["stream-json", "stream-json"]);
    expect([after("--model"), after("--max-turns"), after("--resume")]).toEqual(["opus", "3", "abc"]);
    expect(after("--json-schema")).toBe('{"type":"object"}');
    expect(after("--setting-sources")).toBe("");
    expect(after("--tools")).not.toContain("Bash");
    // It may make itself a worktree, and nobody would be asked.
    expect(after("--tools")).not.toContain("Agent");
    expect(args).not.toContain("--dangerously-skip-permissions");
  });
});
