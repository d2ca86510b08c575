import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunnerInfo } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { findRunner, listRunners } from "../../src/agents/list-runners.ts";
import { runnersCommand } from "../../src/commands/runners.ts";
import { checkAgents } from "../../src/doctor/check-agents.ts";
import { memoryIo } from "../support/memory-io.ts";
import { type PromptStore, promptStore } from "../support/prompt-run.ts";

let t: PromptStore;
beforeEach(async () => {
  t = await promptStore();
});
afterEach(() => t.cleanup());

const none = { codexBin: "", claudeBin: "" };
const codex: RunnerInfo = {
  runner: "codex",
  label: "Codex",
  available: false,
  problem: "it is not there",
  install: "npm install -g @openai/codex",
  environment: [],
  models: [],
};

describe("runners of this machine", () => {
  it("are all told, as a JSON array and as a table; the embedded one is always there", async () => {
    const io = memoryIo();
    expect(await runnersCommand(io, t.store, true)).toBe(0);
    const told = z.array(RunnerInfo).parse(JSON.parse(io.text("stdout")));
    expect(told.map((r) => r.runner)).toEqual(["codex", "claude", "replay"]);
    expect(told[2]).toMatchObject({ available: true, from: "embedded" });
    await runnersCommand(io, t.store, false);
    expect(io.text("stdout")).toMatch(/^replay +ok/m);
  });

  it("that the settings leave out are not available, and say why", async () => {
    writeFileSync(join(t.store.root, "config.yaml"), "allowedRunners: [codex]\n");
    expect(await findRunner(t.store, {}, "replay")).toMatchObject({
      available: false,
      problem: expect.stringContaining("TOOLLOOP_ALLOWED_RUNNERS"),
    });
  });

  it("pass on what their program was found by, and only theirs", async () => {
    const env = { TOOLLOOP_CODEX_BIN: "/opt/codex", TOOLLOOP_CLAUDE_BIN: undefined, npm_config_prefix: "/opt/npm" };
    const found = await listRunners(t.store, env);
    const ours = found.map((r) => r.environment.filter((name) => /^TOOLLOOP_|^npm_/.test(name)));
    expect(ours).toEqual([["TOOLLOOP_CODEX_BIN", "npm_config_prefix"], ["npm_config_prefix"], []]);
  });

  it("that are missing are no failure for doctor, unless a setting names their program", () => {
    const fix = "npm install -g @openai/codex";
    expect(checkAgents([codex], none)).toEqual([{ name: "codex", level: "info", message: "it is not there", fix }]);
    expect(checkAgents([codex], { ...none, codexBin: "/opt/codex" })).toMatchObject([{ level: "fail", fix }]);
    const there = { ...codex, available: true, version: "codex 1.2", program: "/usr/bin/codex", mode: "app-server" };
    expect(checkAgents([there], none)).toEqual([
      { name: "codex", level: "ok", message: "codex 1.2 at /usr/bin/codex (app-server)" },
    ]);
  });
});
