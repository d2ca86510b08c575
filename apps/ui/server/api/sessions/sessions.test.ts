import { afterEach, describe, expect, it } from "vitest";
import { good, type LiveAgents, liveAgents, me, until } from "../../test/live-agents.ts";

let t: LiveAgents;
afterEach(() => t.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads them
const read = async (answer: Promise<Response>): Promise<any> => (await answer).json();
const codeOf = async (answer: Promise<Response>) => {
  const { status, type } = await read(answer);
  return `${status} ${type.split(":").at(-1)}`;
};
const NOBODY = "se_0000000000000000";

describe("the routes of sessions", () => {
  it("make, show, list and remove one; what is not there is 404", async () => {
    t = await liveAgents();
    const made = await t.ask("/sessions", "POST", { workspace_id: t.workspace.id, runner_type: "codex" });
    expect(made.status).toBe(201);
    const session = await made.json();
    expect(made.headers.get("location")).toBe(`/api/sessions/${session.id}`);
    expect(await read(t.ask(`/sessions/${session.id}`))).toEqual(session);
    await t.newSession();
    const page = await read(t.ask(`/workspaces/${t.workspace.id}/sessions?limit=1&offset=1`));
    expect(page).toMatchObject({ total: 2, limit: 1, offset: 1, items: [{ workspace_id: t.workspace.id }] });
    expect(await read(t.ask(`/sessions/${session.id}/runs`))).toEqual({ items: [], total: 0, limit: 50, offset: 0 });
    const gone = await t.ask(`/sessions/${session.id}?discard=true`, "DELETE");
    expect([gone.status, await gone.json()]).toEqual([200, { runs: 0 }]);
    expect(await codeOf(t.ask(`/sessions/${session.id}`))).toBe("404 no_such_session");
    expect(await codeOf(t.ask(`/sessions/${session.id}`, "DELETE"))).toBe("404 no_such_session");
    expect(await codeOf(t.ask(`/sessions/${NOBODY}/runs`))).toBe("404 no_such_session");
    expect(await codeOf(t.ask(`/sessions/${NOBODY}/prompt`, "POST", { prompt: "x" }))).toBe("404 no_such_session");
    expect(await codeOf(t.ask("/workspaces/ws_000000000000/sessions"))).toBe("404 no_such_workspace");
    expect(await codeOf(t.ask(`/sessions/${NOBODY}?discard=yes`, "DELETE"))).toBe("400 invalid");
    expect(await codeOf(t.ask(`/workspaces/${t.workspace.id}/sessions?limit=1000`))).toBe("400 invalid");
  });

  it("start a prompt: 201 with its place, 200 the same again, 409, 429 with Retry-After", async () => {
    t = await liveAgents({ env: { TOOLLOOP_MAX_CONCURRENT: "1", TOOLLOOP_MAX_QUEUED: "1" } });
    const sessions = await Promise.all([t.newSession(), t.newSession(), t.newSession()]);
    const prompt = (n: number, body: object = {}) =>
      t.ask(`/sessions/${sessions[n]?.id}/prompt`, "POST", { prompt: "go", ...body });
    const first = await prompt(0, { idempotency_key: "k" });
    const { run_id, ...rest } = await first.json();
    expect([first.status, first.headers.get("location")]).toEqual([201, `/api/runs/${run_id}`]);
    expect(rest).toEqual({ status: "running", deduplicated: false });
    const again = await prompt(0, { idempotency_key: "k" });
    expect([again.status, (await again.json()).run_id]).toEqual([200, run_id]);
    expect(await codeOf(prompt(0))).toBe("409 session_busy");
    expect(await codeOf(prompt(0, { idempotency_key: "k", prompt: "other" }))).toBe(
      "409 idempotency_key_reused_with_different_payload",
    );
    expect(await read(prompt(1))).toMatchObject({ status: "queued", queue_position: 1 });
    const full = await prompt(2);
    expect([full.status, Number(full.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    expect(Number(full.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(t.ask(`/sessions/${sessions[1]?.id}`))).toMatchObject({ run_count: 1 });
    const list = await read(t.ask(`/sessions/${sessions[0]?.id}/runs`));
    expect(list).toMatchObject({ total: 1, items: [{ runId: run_id, kind: "prompt" }] });
    expect(await read(t.ask(`/runs?session=${sessions[0]?.id}`))).toMatchObject({ total: 1 });
  });

  it("tell a run: 202, and its detail has the prompt; of two decisions one counts", async () => {
    t = await liveAgents();
    const { id } = await t.newSession();
    const runId = await t.start(id, "ask me");
    await until(() => t.dashboard.catalog.get(runId)?.approvals?.length === 1, "it asks");
    const detail = await read(t.ask(`/runs/${runId}/detail`));
    expect(detail).toMatchObject({
      run: { runId, sessionId: id, status: "running", approvals: [{ approvalId: "same-id" }] },
      request: { kind: "prompt", agent: { runner: "codex" } },
      prompt: "ask me",
      spec: { content: "ask me", size: 6 },
      events: { events: [] },
    });
    const answers = await Promise.all(
      ["approve", "decline"].map((decision) => t.ask(`/runs/${runId}/approvals/same-id`, "POST", { decision })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([202, 409]);
    expect(await codeOf(t.ask(`/runs/${runId}/approvals/other`, "POST", { decision: "approve" }))).toBe(
      "404 no_such_approval",
    );
    expect(await codeOf(t.ask(`/runs/${runId}/steer`, "POST", {}))).toBe("400 invalid");
    expect((await t.ask(`/runs/${runId}/steer`, "POST", { text: "finish" })).status).toBe(202);
    await t.dashboard.supervisor.settled(runId);
    expect(await codeOf(t.ask(`/runs/${runId}/steer`, "POST", { text: "x" }))).toMatch(/^409 /);
    expect(await codeOf(t.ask("/runs/x/steer", "POST", { text: "x" }))).toBe("404 no_such_run");
    const text = await (await t.ask("/metrics")).text();
    expect(text).toMatch(/codex_toolloop_\w*starts\w*\{kind="prompt"\} 1\n/);
  });

  it("change nothing where the dashboard is read-only", async () => {
    t = await liveAgents({ env: { TOOLLOOP_READ_ONLY: "true" } });
    const body = { workspace_id: t.workspace.id, runner_type: "codex" };
    expect(await codeOf(t.ask("/sessions", "POST", body))).toBe("503 read_only");
    expect(await codeOf(t.ask(`/sessions/${NOBODY}`, "DELETE"))).toBe("503 read_only");
    expect(t.store.sessions.list()).toEqual([]);
  });

  it("tell which runners there are", async () => {
    t = await liveAgents();
    const { items, total } = await read(t.ask("/runners"));
    expect(total).toBe(3);
    expect(items).toMatchObject([{ runner: "codex", available: true }, { runner: "claude" }, { runner: "replay" }]);
    await t.say("[]");
    expect((await read(t.ask("/runners"))).items[0].available).toBe(true);
    expect((await read(t.ask("/runners?again=true"))).items[0].available).toBe(false);
  });

  it("show no secret of a prompt: not in a title, a list, a detail, a refusal, the audit", async () => {
    t = await liveAgents();
    const secret = `ghp_${"a1B2".repeat(9)}`;
    const { id } = await t.newSession();
    // Cut anywhere, half of it would not be known as one.
    const prompt = `${"x".repeat(60)} ${secret} ${"y".repeat(75)} ${secret}`;
    const runId = await t.start(id, prompt, { options: { model: secret } });
    const shown = [];
    for (const path of [
      `/sessions/${id}`,
      `/sessions/${id}/runs`,
      `/workspaces/${t.workspace.id}/sessions`,
      `/workspaces/${t.workspace.id}`,
      "/workspaces",
      "/runs",
      `/runs/${runId}`,
      `/runs/${runId}/detail`,
    ])
      shown.push(await (await t.ask(path)).text());
    shown.push(await (await t.ask("/sessions", "POST", { [secret]: 1 })).text());
    shown.push(await (await t.ask(`/sessions/${id}/prompt`, "POST", { prompt: "x", [secret]: 1 })).text());
    shown.push(await (await t.ask(`/sessions/${secret}/prompt`, "POST", { prompt: "x" })).text());
    shown.push(await (await t.ask(`/runs/${runId}/approvals/${secret}`, "POST", { decision: secret })).text());
    shown.push(JSON.stringify(await t.store.readAudit(50)), JSON.stringify(await t.store.readRunAudit(runId)));
    for (const text of shown) expect(text).not.toContain(secret.slice(0, 12));
    expect(shown.join()).toContain("****");
    expect(await t.store.readArtifact(runId, "spec.md")).toMatchObject({
      content: expect.not.stringContaining("a1B2"),
    });
    expect((await t.agents.session(id))?.title).toMatch(/^x{60} \*{40} y+…$/);
    good(await t.agents.steer(runId, { text: "finish" }, me));
  });
});
