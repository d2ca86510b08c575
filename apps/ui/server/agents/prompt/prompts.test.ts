import { rm } from "node:fs/promises";
import { StoreError } from "@codex-toolloop/store";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CODEX, good, type LiveAgents, liveAgents, me, REPLAY, refused, until } from "../../test/live-agents.ts";

let t: LiveAgents;
afterEach(() => t.close());

describe("a prompt", () => {
  it("is a run with the session's agent, folder and options; its title names the session", async () => {
    t = await liveAgents();
    const { id } = await t.newSession({ options: { model: "m1", maxTurns: 5 } });
    const prompt = `\n  Fix the   login form ${"and more ".repeat(30)}\nThen run the tests.`;
    const runId = await t.start(id, prompt, { options: { maxTurns: null, sandbox: "full-access" } });
    const request = await t.store.readRequest(runId);
    const options = { model: "m1", sandbox: "full-access", approvalPolicy: "on-request" };
    expect(request).toMatchObject({
      kind: "prompt",
      workflow: "prompt",
      sessionId: id,
      hasSpec: true,
      workspace: { id: t.workspace.id, path: t.workspace.localPath },
      timeoutSeconds: 3600,
      requestedBy: "alice",
      agent: { runner: "codex", options, environment: ["OPENAI_API_KEY"] },
    });
    expect(request?.agent).not.toHaveProperty("threadId");
    expect(request?.agent?.options).not.toHaveProperty("maxTurns");
    expect(request?.title).toMatch(/^Fix the {3}login form and more .*…$/);
    expect(Buffer.byteLength(request?.title ?? "")).toBeLessThanOrEqual(80);
    const session = await t.agents.session(id);
    expect(session).toMatchObject({ options, run_count: 1, live_run_id: runId });
    expect(session?.title).toMatch(/^Fix the {3}login form/);
    expect((await t.store.workspaces.get(t.workspace.id))?.remembered).toEqual({ runnerType: "codex", options });
    await t.finish(runId);
    const next = await t.start(id, "Go on.");
    expect((await t.store.readRequest(next))?.agent).toMatchObject({ threadId: `thread-of-${runId}`, options });
    expect(await t.agents.session(id)).toMatchObject({ run_count: 2, live_run_id: next, title: session?.title });
    const page = await t.agents.sessionRuns(id, { limit: 1, offset: 1 });
    expect(page).toMatchObject({ total: 2, items: [{ runId: next }] });
    await t.finish(next);
  });

  it("that began is told as begun, also where what it was run with cannot be remembered", async () => {
    t = await liveAgents();
    const { id } = await t.newSession();
    const full = new StoreError("disk_full", "no space left");
    vi.spyOn(t.store.workspaces, "remember").mockRejectedValue(full);
    const runId = await t.start(id, "go");
    expect(t.dashboard.catalog.get(runId)?.status).toBe("running");
    await t.finish(runId);
  });

  it("is refused while another of the session lives; the same request again is the same run", async () => {
    t = await liveAgents({ env: { TOOLLOOP_MAX_CONCURRENT: "1" } });
    const { id } = await t.newSession();
    const body = { prompt: "go", idempotency_key: "k" };
    const outcomes = await Promise.all([1, 2, 3].map(() => t.agents.prompt(id, body, me)));
    const runs = outcomes.map(good);
    expect(new Set(runs.map((r) => r.run_id)).size).toBe(1);
    expect(runs.map((r) => r.deduplicated)).toEqual([false, true, true]);
    const parallel = await Promise.all([1, 2].map((n) => t.agents.prompt(id, { prompt: `other ${n}` }, me)));
    expect(parallel.map(refused)).toEqual(["409 session_busy", "409 session_busy"]);
    const waits = good(await t.agents.prompt((await t.newSession()).id, { prompt: "wait" }, me));
    expect(waits).toMatchObject({ status: "queued", queue_position: 1, deduplicated: false });
    const third = await t.agents.prompt((await t.newSession()).id, { prompt: "no", on_limit: "reject" }, me);
    expect(refused(third)).toBe("429 limit_reached");
    expect(third.ok || third.retryAfterSeconds).toBeGreaterThan(0);
  });

  it("is refused with every field that is wrong, and audited without its text", async () => {
    t = await liveAgents();
    const { id } = await t.newSession();
    const ask = async (body: unknown) => refused(await t.agents.prompt(id, body, me));
    expect(await ask({})).toBe("400 invalid prompt");
    expect(await ask({ prompt: "  \n" })).toBe("400 invalid prompt");
    expect(await ask({ prompt: "a\0b" })).toBe("400 invalid prompt");
    expect(await ask({ prompt: "é".repeat(600_000) })).toBe("400 invalid prompt");
    expect(await ask({ prompt: "top secret words", x: 1, options: { sandbox: "none" } })).toBe(
      "400 invalid options.sandbox x",
    );
    expect(await ask({ prompt: "top secret words", speed: 2 })).toBe("400 invalid speed");
    const audit = await t.store.readAudit(20);
    expect(audit[0]).toMatchObject({ what: `prompt in session ${id}`, field: "speed", by: "alice" });
    expect(JSON.stringify(audit)).not.toContain("top secret words");
    expect(refused(await t.agents.prompt("se_0000000000000000", { prompt: "x" }, me))).toBe("404 no_such_session");
    expect(t.dashboard.catalog.size()).toBe(0);
  });

  it("is refused where the runner may not be used, is missing, or the workspace is closed or gone", async () => {
    const env: Record<string, string> = {};
    t = await liveAgents({ env });
    const { id } = await t.newSession();
    const ask = async () => refused(await t.agents.prompt(id, { prompt: "x" }, me));
    await t.store.workspaces.setDisabled(t.workspace.id, true);
    expect(await ask()).toBe("403 workspace_disabled");
    await t.store.workspaces.setDisabled(t.workspace.id, false);
    await rm(t.workspace.localPath, { recursive: true });
    expect(await ask()).toBe("409 workspace_missing");
    await t.store.workspaces.remove(t.workspace.id);
    expect(await ask()).toBe("409 workspace_missing");
  });

  it("is refused by the setting allowedRunners, which the list of runners tells as well", async () => {
    t = await liveAgents({ env: { TOOLLOOP_ALLOWED_RUNNERS: "replay" } });
    const body = { workspace_id: t.workspace.id, runner_type: "codex" };
    expect(refused(await t.agents.createSession(body, me))).toBe("403 runner_not_allowed");
    const [codex] = await t.agents.runners();
    expect(codex).toMatchObject({ runner: "codex", available: false, problem: expect.stringContaining("setting") });
  });

  it("of a replay has its source and its speed", async () => {
    t = await liveAgents();
    const { id } = await t.newSession({ runner_type: "replay", replay: { recording: "codex-tour" } });
    const runId = await t.start(id, "play", { speed: 0 });
    const replay = { source: { recording: "codex-tour" }, speed: 0 };
    expect((await t.store.readRequest(runId))?.agent).toMatchObject({ runner: "replay", replay });
    expect(refused(await t.agents.steer(runId, { text: "x" }, me))).toBe("409 replay");
    good(await t.dashboard.stopRun(runId, me));
    await t.dashboard.supervisor.settled(runId);
    // A finished run can be replayed in its turn.
    const again = await t.newSession({ runner_type: "replay", replay: { runId } });
    expect(again.replay).toEqual({ runId });
  });
});

describe("what a machine has of the runners", () => {
  it("is what the CLI says; what it does not say, and when it fails, is not available, with the reason", async () => {
    t = await liveAgents();
    const [codex, claude, replay] = await t.agents.runners();
    expect([codex, replay]).toEqual([CODEX, REPLAY]);
    expect(claude).toMatchObject({ runner: "claude", available: false, problem: expect.stringContaining("runners") });
    await t.say("no json");
    expect(await t.agents.runners()).toEqual([codex, claude, replay]);
    expect((await t.agents.runners(true)).map((r) => r.available)).toEqual([false, false, false]);
    await rm(`${t.dir}/apps`, { recursive: true });
    const [gone] = await t.agents.runners(true);
    expect(gone?.problem).toMatch(/^codex-toolloop runners --json failed: /);
  });

  it("is looked for again before a prompt is refused for it", async () => {
    t = await liveAgents({ runners: [REPLAY] });
    const body = { workspace_id: t.workspace.id, runner_type: "codex" };
    const missing = { ...CODEX, available: false, problem: "It is not here.", install: "npm i -g codex" };
    await t.say(JSON.stringify([missing]));
    const outcome = await t.agents.createSession(body, me);
    expect(refused(outcome)).toBe("409 runner_missing");
    expect(!outcome.ok && outcome.problem.detail).toBe("It is not here. Install it with: npm i -g codex");
    await t.say(JSON.stringify([CODEX]));
    good(await t.agents.createSession(body, me));
  });
});

describe("a decision", () => {
  it("reaches the run, once for each question, and only what is offered", async () => {
    t = await liveAgents();
    const { id } = await t.newSession();
    const runId = await t.start(id, "ask");
    const decide = (body: object, approvalId = "same-id") => t.agents.decide(runId, approvalId, body, me);
    await until(() => t.dashboard.catalog.get(runId)?.approvals?.length === 1, "it asks");
    expect(refused(await decide({ decision: "approve" }, "other"))).toBe("404 no_such_approval");
    expect(refused(await decide({ decision: "maybe" }))).toBe("400 invalid decision");
    expect(refused(await decide({ decision: "cancel" }))).toBe("400 invalid decision");
    const asked = [{ decision: "approve", comment: "ok" }, { decision: "decline" }];
    const both = await Promise.all(asked.map((body) => decide(body)));
    expect(both.filter((o) => o.ok)).toHaveLength(1);
    expect(both.filter((o) => !o.ok).map(refused)).toEqual(["409 already_decided"]);
    await until(() => t.dashboard.catalog.get(runId)?.approvals?.[0]?.title === "Run command 2", "it asks again");
    good(await decide({ decision: "decline" }));
    expect(await t.store.readControl(runId)).toMatchObject([
      { type: "approval", by: "alice", ...asked[both.findIndex((o) => o.ok)] },
      { type: "approval", by: "alice", decision: "decline" },
    ]);
    await t.finish(runId);
    expect(refused(await decide({ decision: "approve" }))).toBe("409 run_already_final");
    const nowhere = "00000000-0000-7000-8000-000000000000";
    expect(refused(await t.agents.decide(nowhere, "a", { decision: "approve" }, me))).toBe("404 no_such_run");
    expect(refused(await t.agents.decide("../x", "a", { decision: "approve" }, me))).toBe("404 no_such_run");
  });
});

describe("a text for a prompt", () => {
  it("is taken while it runs, and refused with the reason otherwise", async () => {
    t = await liveAgents({ env: { TOOLLOOP_MAX_CONCURRENT: "1" } });
    const runId = await t.start((await t.newSession()).id, "go");
    const steer = async (id: string, text: unknown) => refused(await t.agents.steer(id, { text }, me));
    expect(await steer(runId, "")).toBe("400 invalid text");
    expect(await steer(runId, "é".repeat(40_000))).toBe("400 invalid text");
    const waits = good(await t.agents.prompt((await t.newSession()).id, { prompt: "wait" }, me));
    expect(await steer(waits.run_id, "hurry")).toBe("409 run_not_running");
    good(await t.agents.steer(runId, { text: "hurry" }, me));
    expect(await t.store.readControl(runId)).toMatchObject([{ type: "steer", by: "alice", text: "hurry" }]);
    await t.finish(runId);
    expect(await steer(runId, "hurry")).toMatch(/^409 run_(not_running|already_final)$/);
    const tour = good(await t.dashboard.startRun({ workflow: "tour", onLimit: "queue" }, me));
    expect(await steer(tour.runId, "hurry")).toBe("409 no_agent");
  });
});
