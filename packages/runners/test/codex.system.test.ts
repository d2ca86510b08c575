import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOptions, Decision } from "@codex-toolloop/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodexHome, createCodexHome } from "../../../tests/support/codex-home.ts";
import { startModelServer } from "../../../tests/support/model-server/model-server.ts";
import type { ModelServer } from "../../../tests/support/model-server/script.ts";
import { vendorFolder } from "../../../tests/support/vendors.ts";
import { codex } from "../src/codex/codex.ts";
import type { Lookup, TurnRequest } from "../src/contract.ts";
import { type Listener, listen } from "./support/listen.ts";
import { marked, parentOf, untilMarked } from "./support/marked.ts";

const vendors = vendorFolder("codex");
const bin = process.env.TOOLLOOP_TEST_CODEX_BIN ?? "";
const missing = bin === "" && "missing" in vendors ? vendors.missing : undefined;
if (missing) console.log(missing);

const GRACE = 5000;

// Processes are looked for in /proc.
describe.skipIf(missing !== undefined || process.platform !== "linux")(
  `the real codex${missing ? ` (${missing})` : ""}`,
  () => {
    let server: ModelServer;
    let home: CodexHome;
    let lookup: Lookup;
    const env = () => ({ ...process.env, ...home.env });

    beforeAll(async () => {
      server = await startModelServer();
      home = await createCodexHome(server.url);
      const installRoots = "folder" in vendors ? [vendors.folder] : [];
      lookup = { codexBin: bin, claudeBin: "", installRoots, env: env() };
    });
    afterAll(async () => {
      await server.close();
      await home.remove();
    });

    async function repository(): Promise<string> {
      const cwd = await realpath(await mkdtemp(join(home.folder, "repo-")));
      execFileSync("git", ["init", "-q"], { cwd });
      return cwd;
    }
    function turn(
      prompt: string,
      cwd: string,
      more: Partial<Omit<TurnRequest, "options">> & { options?: Partial<AgentOptions>; signal?: AbortSignal } = {},
    ) {
      const heard: Listener = listen();
      const running = codex.takeTurn(
        {
          prompt,
          cwd,
          grants: [],
          env: env(),
          scratch: join(home.folder, "scratch"),
          signal: new AbortController().signal,
          graceMs: GRACE,
          lookup,
          ...more,
          options: { sandbox: "workspace-write", approvalPolicy: "never", ...more.options },
        },
        heard.sink,
      );
      return { ...running, heard };
    }
    const decide = (running: ReturnType<typeof turn>, approvalId: string, decision: Decision, comment?: string) =>
      running.control({ type: "approval", approvalId, decision, by: "tester", comment });

    it("is found, with its version and how to install it", async () => {
      const info = await codex.find(lookup);
      expect(info).toMatchObject({ available: true, mode: "app-server", install: "npm install -g @openai/codex" });
      expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
      expect(info.environment).toEqual(expect.arrayContaining(["CODEX_HOME", "SCRIPTED_MODEL_KEY"]));
    });

    it("says something in pieces, and what it used", async () => {
      server.play("hello", [
        [
          { think: "A short greeting." },
          { say: "Hello, world.", chunk: 3 },
          { usage: { input: 900, output: 12, cached: 100, reasoning: 4 } },
        ],
      ]);
      const { ended, heard } = turn("#hello", await repository());
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
      server.play("work", [
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
      const cwd = await repository();
      const { ended, heard } = turn("please #work", cwd, { options: model === "" ? {} : { model } });
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
        changes: [
          { path: "notes.md", change: "add", diff: "--- /dev/null\n+++ b/notes.md\n@@ -0,0 +1 @@\n+# Notes\n" },
        ],
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
      server.play("ask", [[{ shell: "touch made" }], [{ say: "Done." }]]);
      for (const [decision, made] of [
        ["approve", true],
        ["decline", false],
      ] as const) {
        const cwd = await repository();
        const running = turn("#ask", cwd, { options: { approvalPolicy: "always" } });
        const asked = await running.heard.told("approval.requested");
        expect(asked).toMatchObject({
          title: "Run this command?",
          decisions: ["approve", "approve_for_session", "decline", "cancel"],
        });
        expect(asked.detail).toContain("touch made");
        expect(asked.detail).toContain(`In ${cwd}`);
        decide(running, asked.approvalId, decision);
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
      server.play("cancel", [[{ shell: "touch made" }], [{ say: "Done." }]]);
      const cwd = await repository();
      const running = turn("#cancel", cwd, { options: { approvalPolicy: "always" } });
      const asked = await running.heard.told("approval.requested");
      decide(running, asked.approvalId, "cancel");
      expect(await running.ended).toMatchObject({ status: "interrupted" });
      expect(existsSync(join(cwd, "made"))).toBe(false);
    });

    it("asks once for the session: the same thing again passes, in this turn and with the grant in the next", async () => {
      server.play("twice", [[{ shell: "echo x >> made" }], [{ shell: "echo x >> made" }], [{ say: "Done." }]]);
      const cwd = await repository();
      const options = { approvalPolicy: "always" } as const;
      const first = turn("#twice", cwd, { options });
      const asked = await first.heard.told("approval.requested");
      decide(first, asked.approvalId, "approve_for_session");
      const { threadId } = await first.ended;
      expect(readFileSync(join(cwd, "made"), "utf8")).toBe("x\nx\n");
      expect(first.heard.all("approval.resolved").filter((e) => e.by === "tester")).toHaveLength(1);

      const next = turn("#twice", cwd, { options, threadId, grants: [asked.grantKey ?? ""] });
      expect(await next.ended).toMatchObject({ status: "completed", threadId });
      expect(readFileSync(join(cwd, "made"), "utf8")).toBe("x\nx\nx\nx\n");
      expect(next.heard.all("approval.resolved")[0]).toMatchObject({ decision: "approve", by: "session" });
    });

    it("asks before a file changes, and before a command leaves the sandbox", async () => {
      server.play("edit", [
        [{ write: { path: "a.txt", content: "a\n" } }],
        [{ shell: "touch b.txt", escalate: "It needs more." }],
        [{ say: "Done." }],
      ]);
      const cwd = await repository();
      const running = turn("#edit", cwd, { options: { approvalPolicy: "on-request", sandbox: "read-only" } });
      const edit = await running.heard.told("approval.requested");
      expect(edit).toMatchObject({ title: "Change a.txt?" });
      decide(running, edit.approvalId, "approve");
      const leave = await running.heard.told("approval.requested", (e) => e.approvalId !== edit.approvalId);
      expect(leave.detail).toContain("Reason: It needs more.");
      decide(running, leave.approvalId, "approve");
      expect(await running.ended).toMatchObject({ status: "completed" });
      expect([existsSync(join(cwd, "a.txt")), existsSync(join(cwd, "b.txt"))]).toEqual([true, true]);
    });

    it("hears what is said while it works", async () => {
      server.play("slow", [[{ say: "I begin" }, { hang: true }, { say: " and go on." }]]);
      server.play("steered", [[{ say: "As you say." }]]);
      const running = turn("#slow", await repository());
      await running.heard.told("item.delta");
      running.control({ type: "steer", text: "rather #steered", by: "tester" });
      // Codex has taken it when it tells it as a message of the turn.
      await running.heard.heard((m) => JSON.stringify(m).includes('"text":"rather #steered"'));
      server.release("slow");
      expect(await running.ended).toMatchObject({ status: "completed", message: "As you say." });
    });

    it("passes over a decision that nobody waits for", async () => {
      server.play("late", [[{ say: "I begin" }, { hang: true }]]);
      const running = turn("#late", await repository());
      await running.heard.told("item.delta");
      decide(running, "codex-99", "approve");
      expect(await running.heard.told("notice", (e) => e.code === "approval_not_pending")).toBeDefined();
      server.release("late");
      expect(await running.ended).toMatchObject({ status: "completed" });
    });

    it.each(["workspace-write", "full-access"] as const)(
      "stops a running command with its whole tree (%s)",
      async (sandbox) => {
        const mark = `98${Date.now() % 1_000_000}`;
        server.play(`sleep${mark}`, [
          [{ shell: `echo begin; sleep ${mark} & setsid sleep ${mark} & sleep ${mark}` }],
          [{ say: "Done." }],
        ]);
        const stop = new AbortController();
        const running = turn(`#sleep${mark}`, await repository(), { options: { sandbox }, signal: stop.signal });
        expect(await untilMarked(mark)).not.toEqual([]);
        await running.heard.told("item.started", (e) => e.item.kind === "command");
        stop.abort();
        expect(await running.ended).toMatchObject({ status: "interrupted" });
        expect(marked(mark)).toEqual([]);
        const [command] = running.heard.all("item.finished").filter((e) => e.item.kind === "command");
        expect(command?.item).toMatchObject({ status: "canceled" });
        expect(running.heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "interrupted" });
      },
    );

    it("ends with its whole tree when the disk refuses an event", async () => {
      const mark = `96${Date.now() % 1_000_000}`;
      server.play(`full${mark}`, [[{ shell: `sleep ${mark}` }], [{ say: "Done." }]]);
      const running = turn(`#full${mark}`, await repository());
      await untilMarked(mark);
      running.heard.sink.emit = () => {
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      };
      running.control({ type: "approval", approvalId: "none", decision: "approve", by: "tester" });
      expect(await running.ended).toMatchObject({ status: "failed", code: "disk_full" });
      expect(marked(mark)).toEqual([]);
    });

    it("says how its process was lost, and leaves nothing of it", async () => {
      const mark = `95${Date.now() % 1_000_000}`;
      server.play(`lost${mark}`, [[{ shell: `sleep ${mark} & sleep ${mark}` }], [{ say: "Done." }]]);
      const running = turn(`#lost${mark}`, await repository());
      await untilMarked(mark);
      const [server0 = ""] = marked("app-server").filter((p) => parentOf(p) === process.pid);
      process.kill(Number(server0.split("@")[0]), "SIGKILL");
      const result = await running.ended;
      expect(result).toMatchObject({ status: "failed", code: "agent_gone" });
      expect(result.error).toContain("SIGKILL");
      expect(marked(mark)).toEqual([]);
      expect(running.heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "failed" });
    });

    it("stops before anything was said", async () => {
      const stop = new AbortController();
      const running = turn("#hello", await repository(), { signal: stop.signal });
      stop.abort();
      expect(await running.ended).toMatchObject({ status: "interrupted" });
    });

    it("goes on with a thread in another process, with its own share of the usage", async () => {
      const cwd = await repository();
      server.play("first", [[{ say: "One." }, { usage: { input: 1000, output: 10 } }]]);
      server.play("second", [[{ say: "Two." }, { usage: { input: 2000, output: 20 } }]]);
      const { threadId } = await turn("#first", cwd).ended;
      const next = await turn("#second", cwd, { threadId }).ended;
      expect(next).toMatchObject({
        status: "completed",
        threadId,
        message: "Two.",
        usage: { inputTokens: 2000, outputTokens: 20 },
      });
      const { body } = await server.asked("second");
      expect(JSON.stringify(body)).toContain("#first");
    });

    it("says which thread is missing", async () => {
      const threadId = "01a1fa0f-92fa-7480-b811-000000000000";
      const result = await turn("#hello", await repository(), { threadId }).ended;
      expect(result).toMatchObject({ status: "failed", code: "thread_missing" });
    });

    it.each([
      [401, "auth_failed", /codex login/],
      [400, "bad_request", /did not accept/],
      [429, "rate_limited", /limit/],
      [500, "server_error", /failed/],
    ] as const)("fails in words on %i", async (status, code, words) => {
      server.play(`status${status}`, [[{ status }]]);
      const { ended, heard } = turn(`#status${status}`, await repository());
      const result = await ended;
      expect(result).toMatchObject({ status: "failed", code });
      expect(result.error).toMatch(words);
      expect(heard.events.at(-1)).toMatchObject({ type: "turn.finished", status: "failed", error: result.error });
    });

    it("says when a key is not set, or the configuration cannot be read", async () => {
      const other = await createCodexHome(server.url);
      const without = { ...env(), ...other.env, SCRIPTED_MODEL_KEY: undefined };
      const cwd = await repository();
      expect(await turn("#hello", cwd, { env: without }).ended).toMatchObject({
        status: "failed",
        code: "auth_failed",
      });
      await writeFile(join(other.path, "config.toml"), "model = [broken");
      expect(await turn("#hello", cwd, { env: without }).ended).toMatchObject({
        status: "failed",
        code: "config_invalid",
      });
      await other.remove();
    });

    it("tries again when the model server fails, and says so", async () => {
      server.play("flaky", [[{ status: 500, times: 2 }, { say: "Done." }]]);
      const { ended, heard } = turn("#flaky", await repository());
      expect(await ended).toMatchObject({ status: "completed", message: "Done." });
      expect(heard.all("notice").filter((e) => e.code === "retry")).toEqual([
        expect.objectContaining({ level: "warning" }),
      ]);
    });

    it("goes on after a broken connection", async () => {
      server.play("broken", [[{ say: "I beg" }, { disconnect: true, times: 1 }, { say: "Done." }]]);
      expect(await turn("#broken", await repository()).ended).toMatchObject({ status: "completed", message: "Done." });
    });

    it("gives up when the connection breaks every time", async () => {
      server.play("gone", [[{ say: "I beg" }, { disconnect: true }]]);
      const { ended } = turn("#gone", await repository());
      expect(await ended).toMatchObject({ status: "failed", code: "connection_lost" });
    });

    it("is interrupted at the limit of rounds, before the next one acts", async () => {
      server.play("rounds", [
        [{ shell: "echo 1 >> log" }],
        [{ shell: "echo 2 >> log" }],
        [{ shell: "echo 3 >> log" }],
        [{ say: "Done." }],
      ]);
      const cwd = await repository();
      const { ended, heard } = turn("#rounds", cwd, { options: { maxTurns: 2 } });
      expect(await ended).toMatchObject({ status: "failed", code: "max_turns" });
      expect(readFileSync(join(cwd, "log"), "utf8")).toBe("1\n2\n");
      expect(heard.all("iteration.started")).toEqual([
        { type: "iteration.started", iteration: 1, max: 2 },
        { type: "iteration.started", iteration: 2, max: 2 },
      ]);
      const enough = await turn("#rounds", await repository(), { options: { maxTurns: 4 } }).ended;
      expect(enough).toMatchObject({ status: "completed" });
    });

    it("answers in the form that is asked for", async () => {
      server.play("form", [[{ say: '{"ok":true}' }]]);
      const outputSchema = {
        type: "object",
        properties: { ok: { type: "boolean" } },
        required: ["ok"],
        additionalProperties: false,
      };
      const result = await turn("#form", await repository(), { outputSchema }).ended;
      expect(result).toMatchObject({ status: "completed", output: { ok: true } });
      const { body } = await server.asked("form");
      expect(body).toMatchObject({ text: { format: { type: "json_schema", schema: outputSchema } } });
    });

    it("gives foreign keys to nobody", async () => {
      server.play("env", [[{ shell: "env" }], [{ say: "Done." }]]);
      const { ended, heard } = turn("#env", await repository(), {
        env: { ...env(), ANTHROPIC_API_KEY: "foreign", SOME_TOKEN: "foreign" },
        options: { sandbox: "full-access" },
      });
      await ended;
      const [command] = heard.all("item.finished").filter((e) => e.item.kind === "command");
      expect(command?.item).toMatchObject({ output: expect.stringContaining("PATH=") });
      expect(JSON.stringify(command)).not.toContain("foreign");
    });

    describe("of a version without an app server", () => {
      /** The real program, with its newer interface hidden. */
      async function older(): Promise<Lookup> {
        const { program = "" } = await codex.find(lookup);
        const path = join(home.folder, "older-codex");
        const hidden = 'case "$1" in app-server) echo "Usage: codex [OPTIONS] [PROMPT]"; exit 0;; esac';
        await writeFile(path, `#!/bin/sh\n${hidden}\nexec "${program}" "$@"\n`);
        await chmod(path, 0o755);
        return { ...lookup, codexBin: path };
      }

      it("is found, and says what it cannot do", async () => {
        const info = await codex.find(await older());
        expect(info).toMatchObject({ available: true, mode: "exec", from: "setting" });
        expect(info.note).toMatch(/no app server/);
      });

      it("works, says what is missing, and goes on with the thread", async () => {
        server.play("old", [
          [{ shell: "echo one; echo two" }],
          [{ write: { path: "a.txt", content: "a\n" } }],
          [{ say: "Done." }],
        ]);
        server.play("older", [[{ say: "Again." }]]);
        const cwd = await repository();
        const { ended, heard } = turn("#old", cwd, { lookup: await older() });
        const result = await ended;
        expect(result).toMatchObject({ status: "completed", message: "Done." });
        expect(heard.threads).toEqual([result.threadId]);
        expect(heard.all("notice").map((e) => e.code)).toContain("older_codex");
        expect(heard.all("item.finished").map((e) => e.item)).toEqual([
          expect.objectContaining({ kind: "command", output: "one\ntwo\n", exitCode: 0 }),
          expect.objectContaining({ kind: "file_change", changes: [{ path: "a.txt", change: "add" }] }),
          expect.objectContaining({ kind: "message", text: "Done." }),
        ]);
        const next = turn("#older", cwd, { lookup: await older(), threadId: result.threadId });
        expect(await next.ended).toMatchObject({ status: "completed", threadId: result.threadId, message: "Again." });
      });

      it("stops with its whole tree", async () => {
        const mark = `97${Date.now() % 1_000_000}`;
        server.play(`old${mark}`, [
          [{ shell: `sleep ${mark} & setsid sleep ${mark} & sleep ${mark}` }],
          [{ say: "Done." }],
        ]);
        const stop = new AbortController();
        const options = { sandbox: "full-access" } as const;
        const running = turn(`#old${mark}`, await repository(), {
          lookup: await older(),
          signal: stop.signal,
          options,
        });
        await untilMarked(mark);
        stop.abort();
        expect(await running.ended).toMatchObject({ status: "interrupted" });
        expect(marked(mark)).toEqual([]);
      });
    });

    it("is missing in words", async () => {
      const nowhere = { codexBin: "/nowhere/codex", claudeBin: "", installRoots: [], env: env() };
      expect(await codex.find(nowhere)).toMatchObject({
        available: false,
        problem: expect.stringContaining("/nowhere/codex"),
      });
      const { ended } = turn("#hello", await repository(), { lookup: nowhere });
      expect(await ended).toMatchObject({ status: "failed", code: "runner_missing" });
    });
  },
);
