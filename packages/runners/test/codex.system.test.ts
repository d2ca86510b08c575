import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { codex } from "../src/codex/codex.ts";
import { describeRealCodex } from "./support/real-codex.ts";

describeRealCodex("the real codex at work", (real) => {
  it("is found, with its version and how to install it", async () => {
    const info = await codex.find(real.lookup);
    expect(info).toMatchObject({ available: true, mode: "app-server", install: "npm install -g @openai/codex" });
    expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(info.environment).toEqual(expect.arrayContaining(["CODEX_HOME", "SCRIPTED_MODEL_KEY"]));
  });

  it("says where nobody is logged in; a model provider of the user's own needs no login", async () => {
    expect((await codex.find(real.lookup)).note).toBeUndefined();
    const home = mkdtempSync(join(real.lookup.env.CODEX_HOME ?? "", "..", "empty-"));
    const { note } = await codex.find({ ...real.lookup, env: { ...real.lookup.env, CODEX_HOME: home } });
    expect(note).toBe("Nobody is logged in: run `codex login` in a terminal.");
  });

  it("says something in pieces, and what it used", async () => {
    real.server.play("hello", [
      [
        { think: "A short greeting." },
        { say: "Hello, world.", chunk: 3 },
        { usage: { input: 900, output: 12, cached: 100, reasoning: 4 } },
      ],
    ]);
    const { ended, heard } = real.turn("#hello", await real.repository());
    const result = await ended;
    expect(result).toMatchObject({
      status: "completed",
      message: "Hello, world.",
      usage: { inputTokens: 900, outputTokens: 12, cachedInputTokens: 100, reasoningTokens: 4, totalTokens: 912 },
    });
    expect(heard.threads).toEqual([result.threadId]);
    expect(heard.models).toEqual(["gpt-5.5"]);
    expect(
      heard
        .all("item.delta")
        .map((e) => e.delta)
        .join(""),
    ).toBe("A short greeting.Hello, world.");
    expect(heard.all("item.finished").map((e) => e.item.kind)).toEqual(["reasoning", "message"]);
    expect(heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "completed" });
    expect(heard.raw.filter((r) => r.direction === ">").length).toBeGreaterThan(3);
  });

  it.each(["", "gpt-6.1-sol"])("runs a command, changes a file and plans (model %j)", async (model) => {
    real.server.play("work", [
      [
        {
          plan: [
            { text: "Look", status: "in_progress" },
            { text: "Change", status: "pending" },
          ],
        },
      ],
      [{ shell: "echo one; sleep 0.5; echo two; sleep 0.5; echo three" }],
      [{ write: { path: "notes.md", content: "# Notes\n" } }],
      [{ say: "Done." }],
    ]);
    const cwd = await real.repository();
    const { ended, heard } = real.turn("please #work", cwd, { options: model === "" ? {} : { model } });
    expect(await ended).toMatchObject({ status: "completed", message: "Done." });
    const [command] = heard.all("item.finished").filter((e) => e.item.kind === "command");
    expect(command?.item).toMatchObject({
      command: "echo one; sleep 0.5; echo two; sleep 0.5; echo three",
      output: "one\ntwo\nthree\n",
      exitCode: 0,
      status: "completed",
    });
    const live = heard
      .all("item.delta")
      .filter((e) => e.field === "output")
      .map((e) => e.delta)
      .join("");
    expect(live).toContain("three\n");
    expect(readFileSync(join(cwd, "notes.md"), "utf8")).toBe("# Notes\n");
    const [change] = heard.all("item.finished").filter((e) => e.item.kind === "file_change");
    expect(change?.item).toMatchObject({
      changes: [{ path: "notes.md", change: "add", diff: "--- /dev/null\n+++ b/notes.md\n@@ -0,0 +1 @@\n+# Notes\n" }],
    });
    expect(heard.all("diff.updated").at(-1)).toMatchObject({ files: 1 });
    const [plan] = heard.all("item.finished").filter((e) => e.item.kind === "plan");
    expect(plan?.item).toMatchObject({
      steps: [
        { text: "Look", status: "in_progress" },
        { text: "Change", status: "pending" },
      ],
    });
    expect(heard.all("iteration.started").map((e) => e.iteration)).toEqual([1, 2, 3, 4]);
    expect(heard.toolCalls.map((c) => `${c.tool} ${c.phase}`)).toEqual(
      expect.arrayContaining(["shell call", "shell result", "apply_patch call", "apply_patch result"]),
    );
    expect(heard.all("notice").filter((e) => e.code === "unknown_message")).toEqual([]);
  });

  it("asks before a command, and goes on after the decision", async () => {
    real.server.play("ask", [[{ shell: "touch made" }], [{ say: "Done." }]]);
    for (const [decision, made] of [
      ["approve", true],
      ["decline", false],
    ] as const) {
      const cwd = await real.repository();
      const running = real.turn("#ask", cwd, { options: { approvalPolicy: "always" } });
      const asked = await running.heard.told("approval.requested");
      expect(asked).toMatchObject({
        title: "Run this command?",
        decisions: ["approve", "approve_for_session", "decline", "cancel"],
      });
      expect(asked.detail).toContain("touch made");
      expect(asked.detail).toContain(`In ${cwd}`);
      real.decide(running, asked.approvalId, decision);
      expect(await running.ended).toMatchObject({ status: "completed", message: "Done." });
      expect(existsSync(join(cwd, "made"))).toBe(made);
      expect(running.heard.all("approval.resolved")).toEqual([
        { type: "approval.resolved", approvalId: asked.approvalId, decision, by: "tester" },
      ]);
      const [command] = running.heard.all("item.finished").filter((e) => e.item.kind === "command");
      expect(command?.item.status).toBe(made ? "completed" : "declined");
    }
  });

  it("ends the turn when a person cancels", async () => {
    real.server.play("cancel", [[{ shell: "touch made" }], [{ say: "Done." }]]);
    const cwd = await real.repository();
    const running = real.turn("#cancel", cwd, { options: { approvalPolicy: "always" } });
    const asked = await running.heard.told("approval.requested");
    real.decide(running, asked.approvalId, "cancel");
    expect(await running.ended).toMatchObject({ status: "interrupted" });
    expect(existsSync(join(cwd, "made"))).toBe(false);
  });

  it("asks once for the session: the same thing again passes, in this turn and with the grant in the next", async () => {
    real.server.play("twice", [[{ shell: "echo x >> made" }], [{ shell: "echo x >> made" }], [{ say: "Done." }]]);
    const cwd = await real.repository();
    const options = { approvalPolicy: "always" } as const;
    const first = real.turn("#twice", cwd, { options });
    const asked = await first.heard.told("approval.requested");
    real.decide(first, asked.approvalId, "approve_for_session");
    const { threadId } = await first.ended;
    expect(readFileSync(join(cwd, "made"), "utf8")).toBe("x\nx\n");
    expect(first.heard.all("approval.resolved").filter((e) => e.by === "tester")).toHaveLength(1);

    const next = real.turn("#twice", cwd, { options, threadId, grants: [asked.grantKey ?? ""] });
    expect(await next.ended).toMatchObject({ status: "completed", threadId });
    expect(readFileSync(join(cwd, "made"), "utf8")).toBe("x\nx\nx\nx\n");
    expect(next.heard.all("approval.resolved")[0]).toMatchObject({ decision: "approve", by: "session" });
  });

  it("asks before a file changes, and before a command leaves the sandbox", async () => {
    real.server.play("edit", [
      [{ write: { path: "a.txt", content: "a\n" } }],
      [{ shell: "touch b.txt", escalate: "It needs more." }],
      [{ say: "Done." }],
    ]);
    const cwd = await real.repository();
    const running = real.turn("#edit", cwd, { options: { approvalPolicy: "on-request", sandbox: "read-only" } });
    const edit = await running.heard.told("approval.requested");
    expect(edit).toMatchObject({ title: "Change a.txt?" });
    real.decide(running, edit.approvalId, "approve");
    const leave = await running.heard.told("approval.requested", (e) => e.approvalId !== edit.approvalId);
    expect(leave.detail).toContain("Reason: It needs more.");
    real.decide(running, leave.approvalId, "approve");
    expect(await running.ended).toMatchObject({ status: "completed" });
    expect([existsSync(join(cwd, "a.txt")), existsSync(join(cwd, "b.txt"))]).toEqual([true, true]);
  });

  it("hears what is said while it works", async () => {
    real.server.play("slow", [[{ say: "I begin" }, { hang: true }, { say: " and go on." }]]);
    real.server.play("steered", [[{ say: "As you say." }]]);
    const running = real.turn("#slow", await real.repository());
    await running.heard.told("item.delta");
    running.control({ type: "steer", text: "rather #steered", by: "tester" });
    // Codex has taken it when it tells it as a message of the turn.
    await running.heard.heard((m) => JSON.stringify(m).includes('"text":"rather #steered"'));
    real.server.release("slow");
    expect(await running.ended).toMatchObject({ status: "completed", message: "As you say." });
  });

  it("passes over a decision that nobody waits for", async () => {
    real.server.play("late", [[{ say: "I begin" }, { hang: true }]]);
    const running = real.turn("#late", await real.repository());
    await running.heard.told("item.delta");
    real.decide(running, "codex-99", "approve");
    expect(await running.heard.told("notice", (e) => e.code === "approval_not_pending")).toBeDefined();
    real.server.release("late");
    expect(await running.ended).toMatchObject({ status: "completed" });
  });

  it("goes on with a thread in another process, with its own share of the usage", async () => {
    const cwd = await real.repository();
    real.server.play("first", [[{ say: "One." }, { usage: { input: 1000, output: 10 } }]]);
    real.server.play("second", [
      [{ shell: "echo" }, { usage: { input: 1500, output: 15 } }],
      [{ say: "Two." }, { usage: { input: 2000, output: 20 } }],
    ]);
    const { threadId } = await real.turn("#first", cwd).ended;
    for (let again = 0; again < 2; again++) {
      const { ended, heard } = real.turn("#second", cwd, { threadId });
      expect(await ended).toMatchObject({
        status: "completed",
        threadId,
        message: "Two.",
        usage: { inputTokens: 3500, outputTokens: 35 },
      });
      const told = heard.all("usage.updated").map(({ usage }) => [usage.inputTokens, usage.outputTokens]);
      expect(told).toEqual([
        [1500, 15],
        [3500, 35],
      ]);
    }
    const { body } = await real.server.asked("second");
    expect(JSON.stringify(body)).toContain("#first");
  });

  it("answers in the form that is asked for", async () => {
    real.server.play("form", [[{ say: '{"ok":true}' }]]);
    const outputSchema = {
      type: "object",
      properties: { ok: { type: "boolean" } },
      required: ["ok"],
      additionalProperties: false,
    };
    const result = await real.turn("#form", await real.repository(), { outputSchema }).ended;
    expect(result).toMatchObject({ status: "completed", output: { ok: true } });
    const { body } = await real.server.asked("form");
    expect(body).toMatchObject({ text: { format: { type: "json_schema", schema: outputSchema } } });
  });

  it("gives foreign keys to nobody", async () => {
    real.server.play("env", [[{ shell: "env" }], [{ say: "Done." }]]);
    const { ended, heard } = real.turn("#env", await real.repository(), {
      env: { ...real.env(), ANTHROPIC_API_KEY: "foreign", SOME_TOKEN: "foreign" },
      options: { sandbox: "full-access" },
    });
    await ended;
    const [command] = heard.all("item.finished").filter((e) => e.item.kind === "command");
    expect(command?.item).toMatchObject({ output: expect.stringContaining("PATH=") });
    expect(JSON.stringify(command)).not.toContain("foreign");
  });
});
