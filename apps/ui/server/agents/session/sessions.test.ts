import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StreamMessage } from "@codex-toolloop/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { good, type LiveAgents, liveAgents, me, refused, until } from "../../test/live-agents.ts";
import { createInTurn } from "../in-turn.ts";
import { followRuns } from "./follow-runs.ts";
import { keepThread } from "./keep-thread.ts";

let t: LiveAgents;
beforeEach(async () => {
  t = await liveAgents();
});
afterEach(() => t.close());

const create = (body: object) =>
  t.agents.createSession({ workspace_id: t.workspace.id, runner_type: "codex", ...body }, me);

describe("a session", () => {
  it("is made, listed newest first, and read", async () => {
    const first = await t.newSession();
    expect(first).toMatchObject({
      workspace_id: t.workspace.id,
      runner_type: "codex",
      thread_id: null,
      title: null,
      created_by: "alice",
      run_count: 0,
      live_run_id: null,
      options: { sandbox: "workspace-write", approvalPolicy: "on-request" },
    });
    const second = await t.newSession({ options: { sandbox: "read-only", model: "m1", maxTurns: 3 } });
    expect(second.options).toEqual({
      sandbox: "read-only",
      approvalPolicy: "on-request",
      model: "m1",
      maxTurns: 3,
    });
    expect((await t.agents.sessions(t.workspace.id)).map((s) => s.id).sort()).toEqual([first.id, second.id].sort());
    expect(await t.agents.session(first.id)).toEqual(first);
    expect([await t.agents.session("../x"), await t.agents.session("se_0000000000000000")]).toEqual([null, null]);
    expect(await t.agents.sessionRuns("se_0000000000000000", { limit: 1, offset: 0 })).toBeNull();
  });

  it.each<[string, object, string]>([
    ["no body", { workspace_id: undefined, runner_type: undefined }, "400 invalid workspace_id runner_type"],
    ["a field that is not known", { colour: "red" }, "400 invalid colour"],
    ["an unknown workspace", { workspace_id: "ws_000000000000" }, "400 invalid workspace_id"],
    ["an unknown runner", { runner_type: "gemini" }, "400 invalid runner_type"],
    ["a model with a space", { options: { model: "a b" } }, "400 invalid options.model"],
    ["an option that is not known", { options: { yolo: true } }, "400 invalid options.yolo"],
    ["a runner that is missing", { runner_type: "claude" }, "409 runner_missing"],
    ["a replay of nothing", { runner_type: "replay" }, "400 invalid replay"],
    ["a replay of another runner", { replay: { recording: "codex-tour" } }, "400 invalid replay"],
    ["an unknown recording", { runner_type: "replay", replay: { recording: "nope" } }, "400 invalid replay.recording"],
    [
      "an unknown run",
      { runner_type: "replay", replay: { runId: "00000000-0000-7000-8000-000000000000" } },
      "400 invalid replay.runId",
    ],
  ])("is refused for %s, audited, and nothing on disk", async (_name, body, expected) => {
    expect(refused(await create(body))).toBe(expected);
    const [line] = await t.store.readAudit(1);
    expect(line).toMatchObject({ by: "alice", via: "api", what: "session" });
    expect(line?.reason).toMatch(new RegExp(`^${expected.split(" ").slice(0, 2).join(" ")}: `));
    expect(t.store.sessions.list()).toEqual([]);
  });

  it("is refused where its workspace may not be used, or is not there", async () => {
    await t.store.workspaces.setDisabled(t.workspace.id, true);
    expect(refused(await create({}))).toBe("403 workspace_disabled");
    await t.store.workspaces.setDisabled(t.workspace.id, false);
    await rm(t.workspace.localPath, { recursive: true });
    expect(refused(await create({}))).toBe("409 workspace_missing");
  });

  it("of a recording that ships is accepted", async () => {
    const session = await t.newSession({ runner_type: "replay", replay: { recording: "codex-tour" } });
    expect(session.replay).toEqual({ recording: "codex-tour" });
  });

  it("begins with what its workspace was last used with, for the same runner", async () => {
    const { id } = await t.newSession();
    await t.finish(await t.start(id, "go", { options: { model: "m2", sandbox: "read-only", timeoutSeconds: 77 } }));
    expect((await t.newSession()).options).toMatchObject({ model: "m2", sandbox: "read-only", timeoutSeconds: 77 });
    expect((await t.newSession({ options: { model: null } })).options).not.toHaveProperty("model");
    const replay = await t.newSession({ runner_type: "replay", replay: { recording: "codex-tour" } });
    expect(replay.options).not.toHaveProperty("model");
  });

  it("keeps the thread and the grants of its runs, also those that were written while nobody watched", async () => {
    const { id } = await t.newSession();
    const runId = await t.start(id, "ask");
    await until(async () => (await t.agents.session(id))?.thread_id === `thread-of-${runId}`, "the thread is kept");
    const decide = () => t.agents.decide(runId, "same-id", { decision: "approve_for_session" }, me);
    await until(async () => (await decide()).ok, "it asks");
    await until(() => t.store.sessions.get(id)?.grants?.includes("grant 1") === true, "the grant is kept");
    t.agents.close();
    await until(async () => (await decide()).ok, "it asks again");
    await until(async () => (await t.store.readMeta(runId))?.grants?.length === 2, "it was granted");
    await t.finish(runId);
    expect(t.store.sessions.get(id)?.grants).toEqual(["grant 1"]);
    // Before the next prompt what was missed is taken in.
    const next = await t.start(id, "go on");
    const request = await t.store.readRequest(next);
    expect(request?.agent).toMatchObject({ threadId: `thread-of-${runId}`, grants: ["grant 1", "grant 2"] });
    expect((await readFile(join(t.store.root, "sessions.jsonl"), "utf8")).match(/grant 2/)).not.toBeNull();
    await t.finish(next);
  });

  it("takes in, when a dashboard begins, what its newest run wrote while none was there", async () => {
    const { id } = await t.newSession();
    t.agents.close();
    const runId = await t.start(id, "go");
    await t.finish(runId);
    expect(t.store.sessions.get(id)).not.toHaveProperty("threadId");
    const errors: unknown[] = [];
    const { store, catalog, hub, supervisor } = t.dashboard;
    const told: StreamMessage[] = [];
    const unsubscribe = hub.subscribe([], (message) => told.push(message));
    const onError = (error: unknown) => errors.push(error);
    const stop = followRuns({ store, catalog, hub, supervisor, inTurn: createInTurn(), onError });
    await until(() => store.sessions.get(id)?.threadId === `thread-of-${runId}`, "the thread is kept");
    expect(told).toContainEqual({ type: "sessions.changed", workspaceId: t.workspace.id });
    expect(errors).toEqual([]);
    stop();
    unsubscribe();
  });

  it("knows the thread of a run that has just ended also where the list lags behind its file", async () => {
    const { id } = await t.newSession();
    t.agents.close();
    const runId = await t.start(id, "go");
    await t.finish(runId);
    const { store, catalog, hub, supervisor } = t.dashboard;
    const query: typeof catalog.query = (asked) => {
      const page = catalog.query(asked);
      return { ...page, items: page.items.map(({ threadId: _, ...run }) => run) };
    };
    const record = store.sessions.get(id);
    if (!record) throw new Error("no session");
    const kept = await keepThread({ store, hub, supervisor, catalog: { ...catalog, query } }, record);
    expect(kept.threadId).toBe(`thread-of-${runId}`);
  });

  it("is removed with its runs, not while a prompt of it lives; browsers are told", async () => {
    const { id } = await t.newSession();
    const other = await t.newSession();
    const told: StreamMessage[] = [];
    const stop = t.dashboard.hub.subscribe([], (message) => told.push(message));
    const kept = await t.start(other.id, "stay");
    await t.finish(kept);
    const runId = await t.start(id, "go");
    expect(refused(await t.agents.removeSession(id, { discard: false }, me))).toBe("409 session_busy");
    await t.finish(runId);
    expect(good(await t.agents.removeSession(id, { discard: false }, me))).toEqual({ runs: 1 });
    expect(await t.agents.session(id)).toBeNull();
    await until(() => t.dashboard.catalog.get(runId) === undefined, "its run is gone");
    expect(t.dashboard.catalog.get(kept)?.status).toBe("success");
    expect(refused(await t.agents.removeSession(id, { discard: false }, me))).toBe("404 no_such_session");
    expect(told.filter((m) => m.type === "sessions.changed").length).toBeGreaterThanOrEqual(3);
    stop();
  });
});
