import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunnerInfo, RunRequest } from "@codex-toolloop/protocol";
import { afterEach, expect, it } from "vitest";
import { runCommandLine } from "./run-command-line.ts";
import { endedWorkflow } from "./test/ended-workflow.ts";
import { CODEX, good, type LiveAgents, liveAgents, me, REPLAY, refused, until } from "./test/live-agents.ts";

const MISSING: RunnerInfo = {
  ...{ runner: "claude", label: "Claude", available: false, environment: ["ANTHROPIC_API_KEY"], models: [] },
  ...{ problem: "Its package was not found.", install: "npm install the-claude-package" },
};
const RECORDED = { ...REPLAY, workflowRecordings: [{ name: "fix-sample", title: "A fix", workflow: "fix" }] };
const FIX = `
name: fix
workspace: required
spec: required
inputs:
  runner: {type: runner, default: codex, options: [codex, claude, replay]}
  checkRunner: {type: runner, default: codex}
steps:
  - {id: plan, kind: agent, runner: {input: runner}, prompt: "{{spec}}"}
  - {id: check, kind: agent, runner: {input: checkRunner}, prompt: Check it.}
`;

let t: LiveAgents;
afterEach(() => t.close());
async function live(options: Parameters<typeof liveAgents>[0] = {}) {
  t = await liveAgents({ runners: [CODEX, MISSING, RECORDED], ...options });
  await mkdir(join(t.store.root, "workflows"));
  await writeFile(join(t.store.root, "workflows/fix.yaml"), FIX);
}
const start = (inputs: object, more: object = {}) =>
  t.dashboard.startRun({ workflow: "fix", inputs, spec: "go", workspaceId: t.workspace.id, ...more }, me);
const requestOf = async (outcome: Awaited<ReturnType<typeof start>>) => await t.store.readRequest(good(outcome).runId);

it("a workflow's request names its agents, and the variables that they need and no others", async () => {
  await live({ runners: [CODEX, { ...MISSING, available: true }, RECORDED] });
  const one = await requestOf(await start({ checkRunner: "codex" }));
  expect(one?.agents).toEqual({ runners: ["codex"], environment: ["OPENAI_API_KEY"] });
  const both = await requestOf(await start({ checkRunner: "claude" }));
  expect(both?.agents).toEqual({
    runners: ["codex", "claude"],
    environment: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"],
  });
  const env = {
    NODE_ENV: "test" as const,
    PATH: "/bin",
    OPENAI_API_KEY: "o",
    ANTHROPIC_API_KEY: "a",
    TOOLLOOP_CODEX_BIN: "/c",
    OTHER: "x",
  };
  const given = runCommandLine({ root: "/r", storeRoot: "/s", env }, one as RunRequest, "/s/runs/x").env;
  expect(given).toMatchObject({ OPENAI_API_KEY: "o", TOOLLOOP_CODEX_BIN: "/c" });
  expect(Object.keys(given)).not.toEqual(expect.arrayContaining(["ANTHROPIC_API_KEY"]));
  expect(given).not.toHaveProperty("OTHER");
});

it("an agent that is not installed is told at the input that chose it, with what installs it; one left out is a 403", async () => {
  await live({ env: { TOOLLOOP_ALLOWED_RUNNERS: "codex,claude" } });
  const message = "Claude is not available. Its package was not found. Install it with: npm install the-claude-package";
  for (const [inputs, path] of [
    [{ runner: "claude", checkRunner: "codex" }, "inputs.runner"],
    [{ checkRunner: "claude" }, "inputs.checkRunner"],
  ] as const) {
    const outcome = await start(inputs);
    expect(outcome).toMatchObject({ ok: false, problem: { status: 400, errors: [{ path, message }] } });
    expect(await t.store.readAudit(1)).toMatchObject([{ field: path, reason: expect.stringContaining("400 invalid") }]);
  }
  expect(refused(await start({ runner: "replay" }))).toBe("403 runner_not_allowed inputs.runner");
  expect(await t.store.readAudit(1)).toMatchObject([{ field: "inputs.runner" }]);
  expect(t.dashboard.catalog.size()).toBe(0);
});

it("a continuation is judged by the runners of its snapshot, though the file names others by now", async () => {
  await live({ env: { TOOLLOOP_ALLOWED_RUNNERS: "codex" } });
  const file = join(t.store.root, "workflows/one.yaml");
  const one = (runner: string) =>
    `name: one\nworkspace: required\nsteps:\n  - {id: plan, kind: agent, runner: ${runner}, prompt: Plan.}\n`;
  await writeFile(file, one("claude"));
  const entry = (await t.dashboard.workflows()).entries.find((e) => e.definition.name === "one");
  await writeFile(file, one("codex"));
  const { id, localPath: path, displayName: name } = t.workspace;
  const request = { definition: entry?.definition, workflow: "one", workspace: { id, path, name } };
  const runId = await endedWorkflow(t.store, {
    steps: ["plan"],
    outputs: [],
    request: { ...request, agents: { runners: ["claude"], environment: [] } },
  });
  expect(refused(await t.dashboard.resumeRun(runId, {}, me))).toBe("403 runner_not_allowed workflow");
});

it("a replay plays the workflow's recording at the pace that was asked for, without a workspace", async () => {
  await live();
  const inputs = { runner: "replay" };
  const request = await requestOf(await start(inputs, { replaySpeed: 0 }));
  expect(request?.agents).toEqual({
    runners: ["replay"],
    environment: [],
    replay: { recording: "fix-sample", speed: 0 },
  });
  expect(request?.workspace).toBeUndefined();
  expect(await t.store.readSpec(request?.runId ?? "")).toBe("go");
  expect(refused(await start({ checkRunner: "codex" }, { replaySpeed: 2 }))).toBe("400 invalid replaySpeed");
});

it("a gate takes a push back with its comment, and the agent at work a text; a replay takes none", async () => {
  await live();
  const { runId } = good(await start({ checkRunner: "codex" }, { spec: "ask" }));
  await until(async () => ((await t.store.readMeta(runId))?.approvals?.length ?? 0) > 0, "the gate waits");
  const decide = (body: object) => t.agents.decide(runId, "same-id", body, me);
  expect(refused(await decide({ decision: "push_back" }))).toBe("400 invalid comment");
  expect(refused(await decide({ decision: "approve_for_session" }))).toBe("400 invalid decision");
  good(await decide({ decision: "push_back", comment: "Name the file." }));
  expect(await t.store.readControl(runId)).toMatchObject([
    { type: "approval", by: "alice", decision: "push_back", comment: "Name the file." },
  ]);
  good(await t.agents.steer(runId, { text: "finish" }, me));
  await t.dashboard.supervisor.settled(runId);
  const replayed = good(await start({ runner: "replay" })).runId;
  expect(refused(await t.agents.steer(replayed, { text: "hurry" }, me))).toBe("409 replay");
});

it("what is offered tells its runners, which of them are there, and how the others are installed", async () => {
  await live({ env: { TOOLLOOP_ALLOWED_RUNNERS: "codex,claude" } });
  const { items } = await (await t.ask("/workflows")).json();
  const fix = items.find((item: { name: string }) => item.name === "fix");
  expect(fix.runners).toEqual([
    { runner: "codex", label: "Codex", available: true, version: "1.2.3" },
    { runner: "claude", label: "Claude", available: false, problem: MISSING.problem, install: MISSING.install },
    { runner: "replay", label: "Replay", available: false, problem: expect.stringContaining("allowedRunners") },
  ]);
  expect(items.find((item: { name: string }) => item.name === "tour")).not.toHaveProperty("runners");
});
