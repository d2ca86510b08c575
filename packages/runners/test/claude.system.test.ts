import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startModelServer } from "../../../tests/support/model-server/model-server.ts";
import type { ModelServer } from "../../../tests/support/model-server/script.ts";
import { vendorFolder } from "../../../tests/support/vendors.ts";
import { claude } from "../src/claude/claude.ts";
import { claudeBench } from "./support/claude-bench.ts";
import { marked, untilMarked } from "./support/marked.ts";
import { toolsOfSandbox } from "./support/sandbox-tools.ts";

const vendor = vendorFolder("claude");
if ("missing" in vendor) console.warn(vendor.missing);
const vendors = "folder" in vendor ? vendor.folder : undefined;

const sandboxTools = toolsOfSandbox(vendors);
if (!sandboxTools) console.warn("SKIPPED: Claude's sandbox for commands: there is no bubblewrap.");

describe.skipIf(!vendors)("the real Claude against a scripted model", () => {
  let server: ModelServer;
  let bench: ReturnType<typeof claudeBench>;
  beforeAll(async () => {
    server = await startModelServer();
    bench = claudeBench(() => server.url, vendors ?? "");
  });
  afterAll(async () => {
    await bench?.close();
    await server?.close();
  });

  const scope = () => join(vendors ?? "", "node_modules", "@anthropic-ai");

  it("is found with its version", async () => {
    const found = await claude.find(bench.lookup);
    expect(found).toMatchObject({ available: true, mode: "sdk", from: "node_modules" });
    expect(found.version).toMatch(/^\d+\.\d+\.\d+/);
    const claudeBin = join(scope(), `claude-agent-sdk-${process.platform}-${process.arch}`, "claude");
    const chosen = await claude.find({ ...bench.lookup, installRoots: [], claudeBin });
    expect(chosen).toMatchObject({ available: true, mode: "sdk", from: "setting", version: found.version });
  });

  it("thinks and answers in pieces, with thread, model, usage and cost of the run", async () => {
    server.play("simple", [
      [
        { think: "A short thought." },
        { say: "Hello, this is a scripted answer." },
        { usage: { input: 1200, output: 40, cached: 200 } },
      ],
    ]);
    const { ended, heard } = bench.turn("Say hello #simple");
    const result = await ended;
    expect(result).toMatchObject({ status: "completed", message: "Hello, this is a scripted answer." });
    expect(result.usage).toMatchObject({ inputTokens: 1200, cachedInputTokens: 200, outputTokens: 40 });
    expect(result.usage?.costUsd).toBeGreaterThan(0);
    expect(result.usage?.contextTokens).toBe(1240);
    expect(result.usage?.contextWindow).toBeGreaterThan(100_000);
    expect(heard.items("reasoning")[0]?.text).toBe("A short thought.");
    expect(heard.all("item.delta").length).toBeGreaterThan(4);
    expect(heard.all("turn.started")[0]).toMatchObject({ runner: "claude", threadId: result.threadId });
    expect(heard.threads).toEqual([result.threadId]);
    expect(heard.models).toHaveLength(1);
    expect(heard.all("turn.finished")).toHaveLength(1);
    expect(heard.notices()).toEqual([]);
    expect(JSON.stringify(heard.raw)).toContain("Say hello #simple");
  });

  it("asks for a command; approved, it runs", async () => {
    server.play("touch", [[{ shell: "touch approved.txt && echo made" }], [{ say: "Made." }]]);
    const { ended, heard, control } = bench.turn("#touch");
    const asked = await heard.told("approval.requested");
    expect(asked).toMatchObject({
      title: "Run this command?",
      grantKey: "claude:command:touch approved.txt && echo made",
    });
    expect(heard.all("item.started").map((e) => e.itemId)).toContain(asked.itemId);
    control({ type: "approval", approvalId: asked.approvalId, decision: "approve", by: "me" });
    expect(await ended).toMatchObject({ status: "completed", message: "Made." });
    expect(existsSync(join(bench.cwd, "approved.txt"))).toBe(true);
    expect(heard.all("approval.resolved")).toEqual([
      { type: "approval.resolved", approvalId: asked.approvalId, decision: "approve", by: "me" },
    ]);
    expect(heard.items("command")[0]).toMatchObject({ output: "made", exitCode: 0, status: "completed" });
    expect(heard.all("item.delta").some((e) => e.field === "input")).toBe(true);
    expect(heard.toolCalls.map((c) => [c.tool, c.phase])).toEqual([
      ["Bash", "call"],
      ["Bash", "result"],
    ]);
    expect(heard.all("iteration.started")).toHaveLength(2);
  });

  it("declined, the command does not run and the model hears why", async () => {
    server.play("no", [[{ shell: "touch declined.txt" }], [{ say: "Then not." }]]);
    const { ended, heard, control } = bench.turn("#no");
    const { approvalId } = await heard.told("approval.requested");
    control({ type: "approval", approvalId, decision: "decline", by: "me", comment: "not today" });
    expect(await ended).toMatchObject({ status: "completed", message: "Then not." });
    expect(existsSync(join(bench.cwd, "declined.txt"))).toBe(false);
    expect(heard.items("command")[0]?.status).toBe("declined");
    expect(JSON.stringify((await server.asked("no", 1)).body)).toContain("not today");
  });

  it("cancelled, the turn ends interrupted", async () => {
    server.play("cancel", [[{ shell: "touch cancelled.txt" }], [{ say: "Never said." }]]);
    const { ended, heard, control } = bench.turn("#cancel");
    const { approvalId } = await heard.told("approval.requested");
    control({ type: "approval", approvalId, decision: "cancel", by: "me" });
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(existsSync(join(bench.cwd, "cancelled.txt"))).toBe(false);
    expect(heard.all("turn.finished")[0]?.status).toBe("interrupted");
    expect(JSON.stringify(heard.events)).not.toContain("Never said.");
  });

  it("approved for the session, the same command is not asked for again, in this turn and with the grant in the next", async () => {
    server.play("twice", [[{ shell: "touch again.txt" }], [{ shell: "touch again.txt" }], [{ say: "Both." }]]);
    const first = bench.turn("#twice");
    const asked = await first.heard.told("approval.requested");
    first.control({ type: "approval", approvalId: asked.approvalId, decision: "approve_for_session", by: "me" });
    expect((await first.ended).status).toBe("completed");
    expect(first.heard.all("approval.resolved").map((e) => e.by)).toEqual(["me", "session"]);
    const second = bench.turn("#twice", { grants: [asked.grantKey ?? ""] });
    expect((await second.ended).status).toBe("completed");
    expect(second.heard.all("approval.resolved").map((e) => e.by)).toEqual(["session", "session"]);
  });

  it("writes a file inside its folder unasked, told as a diff", async () => {
    server.play("write", [
      [{ write: { path: join(bench.cwd, "new.txt"), content: "one\ntwo\n" } }],
      [{ say: "Written." }],
    ]);
    const { ended, heard } = bench.turn("#write");
    expect((await ended).status).toBe("completed");
    expect(readFileSync(join(bench.cwd, "new.txt"), "utf8")).toBe("one\ntwo\n");
    expect(heard.items("file_change")[0]?.changes).toEqual([
      { path: "new.txt", change: "add", diff: "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n" },
    ]);
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("asks before it writes through a link that leads out, and refuses it where nobody is asked", async () => {
    symlinkSync(bench.home, join(bench.cwd, "link"));
    server.play("out", [
      [{ write: { path: join(bench.cwd, "link/outside.txt"), content: "x\n" } }],
      [{ say: "Well." }],
    ]);
    const never = bench.turn("#out", { options: { approvalPolicy: "never" } });
    expect((await never.ended).status).toBe("completed");
    expect(never.heard.items("file_change")[0]?.status).toBe("declined");
    expect(never.heard.all("notice").find((n) => n.code === "edit_refused")?.message).toContain(
      "outside of this run's folder",
    );
    const asks = bench.turn("#out");
    const { approvalId } = await asks.heard.told("approval.requested");
    asks.control({ type: "approval", approvalId, decision: "decline", by: "me" });
    await asks.ended;
    expect(existsSync(join(bench.home, "outside.txt"))).toBe(false);
  });

  it("changes nothing when it is read-only, and asks nobody", async () => {
    writeFileSync(join(bench.cwd, "kept.txt"), "kept\n");
    server.play("ro", [[{ write: { path: join(bench.cwd, "kept.txt"), content: "lost\n" } }], [{ say: "Could not." }]]);
    const { ended, heard } = bench.turn("#ro", { options: { sandbox: "read-only" } });
    expect(await ended).toMatchObject({ status: "completed", message: "Could not." });
    expect(heard.items("file_change")[0]?.status).toMatch(/declined|failed/);
    expect(readFileSync(join(bench.cwd, "kept.txt"), "utf8")).toBe("kept\n");
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("runs commands unasked with full access, as root too", async () => {
    server.play("full", [[{ shell: "echo free > full.txt" }], [{ say: "Done." }]]);
    const { ended, heard } = bench.turn("#full", { options: { sandbox: "full-access", approvalPolicy: "never" } });
    expect((await ended).status).toBe("completed");
    expect(readFileSync(join(bench.cwd, "full.txt"), "utf8")).toBe("free\n");
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("refuses commands where nobody is asked and there is no sandbox for them, and says so", async () => {
    server.play("never", [[{ shell: "sh -c 'date > never.txt'" }], [{ say: "Refused." }]]);
    const env = { ...bench.env(), PATH: dirname(process.execPath) };
    const { ended, heard } = bench.turn("#never", { options: { approvalPolicy: "never" }, env });
    expect((await ended).status).toBe("completed");
    expect(heard.items("command")[0]?.status).toBe("declined");
    expect(heard.notices()).toEqual(["commands_refused"]);
    expect(existsSync(join(bench.cwd, "never.txt"))).toBe(false);
  });

  it.skipIf(!sandboxTools)("runs them in Claude's own sandbox where there is one", async () => {
    const tools = join(bench.home, "sandbox-tools");
    mkdirSync(tools);
    for (const [name, path] of Object.entries(sandboxTools ?? {})) symlinkSync(path, join(tools, name));
    mkdirSync(join(bench.cwd, ".git", "hooks"), { recursive: true });
    const outside = join(bench.home, "escaped.txt");
    server.play("boxed", [
      [{ shell: `echo in > boxed.txt; echo out > ${outside}; echo hook > .git/hooks/pre-commit; cat boxed.txt` }],
      [{ say: "Boxed." }],
    ]);
    const env = { ...bench.env(), PATH: `${tools}:${process.env.PATH}` };
    const { ended, heard } = bench.turn("#boxed", { options: { approvalPolicy: "never" }, env });
    expect((await ended).status).toBe("completed");
    expect(heard.items("command")[0]?.output).toContain("in");
    expect(readFileSync(join(bench.cwd, "boxed.txt"), "utf8")).toBe("in\n");
    expect(existsSync(outside)).toBe(false);
    expect(existsSync(join(bench.cwd, ".git/hooks/pre-commit"))).toBe(false);
    expect(heard.notices()).toEqual([]);
    expect(marked("socat")).toEqual([]);
  });

  it("tells its plan", async () => {
    server.play("plan", [
      [
        {
          plan: [
            { text: "Read", status: "completed" },
            { text: "Write", status: "in_progress" },
          ],
        },
      ],
      [{ say: "Planned." }],
    ]);
    const { ended, heard } = bench.turn("#plan");
    expect((await ended).status).toBe("completed");
    expect(heard.items("plan")[0]?.steps).toEqual([
      { text: "Read", status: "completed" },
      { text: "Write", status: "in_progress" },
    ]);
  });

  it("takes a text while it runs", async () => {
    server.play("steer", [[{ shell: "echo slow" }], [{ hang: true }, { say: "First." }]]);
    server.play("turned", [[{ say: "I turned." }]]);
    const { ended, heard, control } = bench.turn("#steer", { options: { sandbox: "full-access" } });
    await server.asked("steer", 1);
    control({ type: "steer", text: "Rather do this: #turned", by: "me" });
    server.release("steer");
    expect(await ended).toMatchObject({ status: "completed", message: "I turned." });
    expect(heard.all("turn.started")).toHaveLength(1);
    expect(heard.all("turn.finished")).toHaveLength(1);
  });

  it("waits for a subagent in the background, which may ask for a command of its own", async () => {
    server.play("agent", [
      [{ tool: "Agent", input: { description: "Look", prompt: "Look around #sub", subagent_type: "general-purpose" } }],
      [{ say: "I wait for it." }],
    ]);
    server.play("sub", [[{ shell: "touch by-agent.txt" }], [{ say: "It is made." }]]);
    const { ended, heard, control } = bench.turn("#agent");
    const { approvalId, itemId } = await heard.told("approval.requested");
    await heard.told("item.finished", (e) => e.item.kind === "message" && e.item.text === "I wait for it.");
    control({ type: "approval", approvalId, decision: "approve", by: "me" });
    expect(await ended).toMatchObject({ status: "completed" });
    expect(existsSync(join(bench.cwd, "by-agent.txt"))).toBe(true);
    expect(heard.all("item.finished").find((e) => e.itemId === itemId)?.item).toMatchObject({ status: "completed" });
    expect(heard.notices()).toEqual(["task", "task"]);
  });

  it("stops during a running command and leaves nothing behind", async () => {
    server.play("sleep", [
      [{ shell: "touch asleep; (setsid sleep 31338 &) ; echo begin; sleep 31339; echo end" }],
      [{ say: "Woke up." }],
    ]);
    const { ended, heard, stop } = bench.turn("#sleep", { options: { sandbox: "full-access" } });
    await heard.told("item.updated", (e) => e.item.kind === "command");
    await untilMarked("31339");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.items("command")[0]?.status).toBe("canceled");
    expect([...marked("31338"), ...marked("31339")]).toEqual([]);
    expect(marked(bench.home)).toEqual([]);
  });

  it("stops while the model says nothing", async () => {
    server.play("hang", [[{ say: "So far. " }, { hang: true }]]);
    const { ended, heard, stop } = bench.turn("#hang");
    await heard.told("item.delta");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.all("turn.finished")[0]?.status).toBe("interrupted");
  });

  it("stops while somebody is asked", async () => {
    server.play("asked", [[{ shell: "touch asked.txt" }], [{ say: "Never." }]]);
    const { ended, heard, stop } = bench.turn("#asked");
    await heard.told("approval.requested");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.all("approval.resolved")[0]).toMatchObject({ decision: "cancel", by: "system" });
  });

  it("goes on with its thread in a second process, and counts only what that run used", async () => {
    server.play("first", [[{ say: "Remember me." }, { usage: { input: 5000, output: 50 } }]]);
    server.play("second", [[{ say: "I do." }, { usage: { input: 1000, output: 10 } }]]);
    const first = await bench.turn("#first").ended;
    const second = await bench.turn("#second", { threadId: first.threadId }).ended;
    expect(second).toMatchObject({ status: "completed", threadId: first.threadId });
    expect(second.usage).toMatchObject({ inputTokens: 1000, outputTokens: 10 });
    expect(second.usage?.costUsd).toBeLessThan(first.usage?.costUsd ?? 0);
    expect(JSON.stringify((await server.asked("second")).body)).toContain("Remember me.");
  });

  it("says that a thread is not there, or that nobody is logged in", async () => {
    const threadId = "11111111-2222-4333-8444-555555555555";
    expect(await bench.turn("hello", { threadId }).ended).toMatchObject({ status: "failed", code: "thread_missing" });
    const env = { ...bench.env(), ANTHROPIC_API_KEY: "" };
    expect(await bench.turn("hello", { env }).ended).toMatchObject({
      status: "failed",
      code: "auth_failed",
      error: expect.stringContaining("run claude in a terminal"),
    });
  });

  it("stops at the limit of rounds", async () => {
    server.play("rounds", [[{ shell: "echo 1" }], [{ shell: "echo 2" }], [{ shell: "echo 3" }], [{ say: "Enough." }]]);
    const { ended, heard } = bench.turn("#rounds", { options: { sandbox: "full-access", maxTurns: 2 } });
    expect(await ended).toMatchObject({ status: "failed", code: "max_turns" });
    expect(heard.all("iteration.started")[0]).toMatchObject({ iteration: 1, max: 2 });
  });

  it("gives structured output", async () => {
    server.play("json", [[{ say: "no json" }]]);
    const outputSchema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] };
    const { ended, heard } = bench.turn("#json", { outputSchema });
    await ended;
    // The scripted model never calls the tool that the SDK adds for it; that it is offered is what we can prove here.
    expect(heard.all("turn.finished")).toHaveLength(1);
    expect(JSON.stringify((await server.asked("json")).body)).toContain("StructuredOutput");
  });

  it.each([
    [401, "auth_failed"],
    [429, "rate_limited"],
    [500, "server_error"],
    [529, "overloaded"],
  ] as const)("fails by the API's %i with its message", async (status, code) => {
    server.play(`s${status}`, [[{ status }]]);
    const { ended, heard } = bench.turn(`#s${status}`);
    const result = await ended;
    expect(result).toMatchObject({ status: "failed", code });
    expect(result.error).toMatch(/\S{3}/);
    expect(heard.items("error")).toHaveLength(1);
    expect(heard.all("turn.finished")[0]).toMatchObject({ status: "failed", error: result.error });
    if (status !== 401) expect(heard.notices()).toContain("retry");
  });

  it("fails when the connection breaks, and recovers when it breaks once", async () => {
    server.play("broken", [[{ say: "Half " }, { disconnect: true }]]);
    expect(await bench.turn("#broken").ended).toMatchObject({ status: "failed", code: "connection_lost" });
    server.play("once", [[{ status: 500, times: 1 }, { say: "There." }]]);
    const { ended, heard } = bench.turn("#once");
    expect(await ended).toMatchObject({ status: "completed", message: "There." });
    expect(heard.notices()).toEqual(["retry"]);
  });

  describe("by the claude command alone", () => {
    // A link elsewhere: beside its own program the SDK would be found.
    const cli = () => ({ ...bench.lookup, installRoots: [], claudeBin: join(bench.home, "claude-link") });
    beforeAll(() =>
      symlinkSync(join(scope(), `claude-agent-sdk-${process.platform}-${process.arch}`, "claude"), cli().claudeBin),
    );

    it("is found, and says what is missing", async () => {
      const found = await claude.find(cli());
      expect(found).toMatchObject({ available: true, mode: "stream-json", from: "setting" });
      expect(found.note).toContain("approvals");
      expect(found.install).toBe("npm install -g @anthropic-ai/claude-agent-sdk");
    });

    it("takes a turn, with the prompt on stdin", async () => {
      server.play("cli", [
        [{ think: "Hm." }, { write: { path: join(bench.cwd, "cli.txt"), content: "by cli\n" } }],
        [{ say: "By the command." }],
      ]);
      const { ended, heard } = bench.turn("#cli", { lookup: cli() });
      expect(await ended).toMatchObject({ status: "completed", message: "By the command." });
      expect(heard.notices()).toEqual(["fallback"]);
      expect(readFileSync(join(bench.cwd, "cli.txt"), "utf8")).toBe("by cli\n");
    });

    it("refuses what would have to be asked for", async () => {
      server.play("clino", [[{ shell: "sh -c 'date > cli-no.txt'" }], [{ say: "Refused." }]]);
      const { ended, heard } = bench.turn("#clino", { lookup: cli() });
      await ended;
      expect(existsSync(join(bench.cwd, "cli-no.txt"))).toBe(false);
      expect(heard.items("command")[0]?.status).toMatch(/declined|failed/);
    });

    it("stops and leaves nothing behind", async () => {
      server.play("clisleep", [[{ shell: "touch asleep; echo begin; sleep 31442; echo end" }], [{ say: "Woke up." }]]);
      const { ended, stop } = bench.turn("#clisleep", { lookup: cli(), options: { sandbox: "full-access" } });
      await untilMarked("31442");
      stop();
      expect(await ended).toMatchObject({ status: "interrupted" });
      expect(marked("31442")).toEqual([]);
    });
  });
});
