import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { claude } from "../src/claude/claude.ts";
import { describeRealClaude } from "./support/claude-bench.ts";
import { marked, untilMarked } from "./support/marked.ts";

describeRealClaude("ends", (given) => {
  it("stops during a running command and leaves nothing behind", async () => {
    given.server.play("sleep", [
      [{ shell: "touch asleep; (setsid sleep 31338 &) ; echo begin; sleep 31339; echo end" }],
      [{ say: "Woke up." }],
    ]);
    const { ended, heard, stop } = given.bench.turn("#sleep", { options: { sandbox: "full-access" } });
    await heard.told("item.updated", (e) => e.item.kind === "command");
    await untilMarked("31339");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.items("command")[0]?.status).toBe("canceled");
    expect([...marked("31338"), ...marked("31339")]).toEqual([]);
    expect(marked(given.bench.home)).toEqual([]);
  });

  it("stops before it began", async () => {
    const { ended, heard, stop } = given.bench.turn("hello");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.all("turn.finished")).toHaveLength(1);
    expect(marked(given.bench.home)).toEqual([]);
  });

  it("stops while the model says nothing", async () => {
    given.server.play("hang", [[{ say: "So far. " }, { hang: true }]]);
    const { ended, heard, stop } = given.bench.turn("#hang");
    await heard.told("item.delta");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.all("turn.finished")[0]?.status).toBe("interrupted");
  });

  it("stops while somebody is asked", async () => {
    given.server.play("asked", [[{ shell: "touch asked.txt" }], [{ say: "Never." }]]);
    const { ended, heard, stop } = given.bench.turn("#asked");
    await heard.told("approval.requested");
    stop();
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(heard.all("approval.resolved")[0]).toMatchObject({ decision: "cancel", by: "system" });
  });

  it("says that a thread is not there, or that nobody is logged in", async () => {
    const threadId = "11111111-2222-4333-8444-555555555555";
    expect(await given.bench.turn("hello", { threadId }).ended).toMatchObject({
      status: "failed",
      code: "thread_missing",
    });
    const env = { ...given.bench.env(), ANTHROPIC_API_KEY: "" };
    expect(await given.bench.turn("hello", { env }).ended).toMatchObject({
      status: "failed",
      code: "auth_failed",
      error: expect.stringMatching(/^Claude is not logged in\. Log in with Claude Code/),
    });
  });

  it("stops at the limit of rounds", async () => {
    given.server.play("rounds", [
      [{ shell: "echo 1" }],
      [{ shell: "echo 2" }],
      [{ shell: "echo 3" }],
      [{ say: "Enough." }],
    ]);
    const { ended, heard } = given.bench.turn("#rounds", { options: { sandbox: "full-access", maxTurns: 2 } });
    expect(await ended).toMatchObject({ status: "failed", code: "max_turns" });
    expect(heard.all("iteration.started")[0]).toMatchObject({ iteration: 1, max: 2 });
  });

  it.each([
    [401, "auth_failed"],
    [429, "rate_limited"],
    [500, "server_error"],
    [529, "overloaded"],
  ] as const)("fails by the API's %i with its message", async (status, code) => {
    given.server.play(`s${status}`, [[{ status }]]);
    const { ended, heard } = given.bench.turn(`#s${status}`);
    const result = await ended;
    expect(result).toMatchObject({ status: "failed", code });
    expect(result.error).toMatch(/\S{3}/);
    expect(heard.items("error")).toHaveLength(1);
    expect(heard.all("turn.finished")[0]).toMatchObject({ status: "failed", error: result.error });
    if (status !== 401) expect(heard.notices()).toContain("retry");
  });

  it("fails when the connection breaks, and recovers when it breaks once", async () => {
    given.server.play("broken", [[{ say: "Half " }, { disconnect: true }]]);
    expect(await given.bench.turn("#broken").ended).toMatchObject({ status: "failed", code: "connection_lost" });
    given.server.play("once", [[{ status: 500, times: 1 }, { say: "There." }]]);
    const { ended, heard } = given.bench.turn("#once");
    expect(await ended).toMatchObject({ status: "completed", message: "There." });
    expect(heard.notices()).toEqual(["retry"]);
  });

  describe("by the claude command alone", () => {
    // A link elsewhere: beside its own program the SDK would be found.
    const cli = () => ({ ...given.bench.lookup, installRoots: [], claudeBin: join(given.bench.home, "claude-link") });
    beforeAll(() => symlinkSync(given.program(), cli().claudeBin));

    it("is found, and says what is missing", async () => {
      const found = await claude.find(cli());
      expect(found).toMatchObject({ available: true, mode: "stream-json", from: "setting" });
      expect(found.note).toContain("approvals");
      expect(found.install).toBe("npm install -g @anthropic-ai/claude-agent-sdk");
    });

    it("takes a turn, with the prompt on stdin", async () => {
      given.server.play("cli", [
        [{ think: "Hm." }, { write: { path: join(given.bench.cwd, "cli.txt"), content: "by cli\n" } }],
        [{ say: "By the command." }],
      ]);
      const { ended, heard } = given.bench.turn("#cli", { lookup: cli() });
      expect(await ended).toMatchObject({ status: "completed", message: "By the command." });
      expect(heard.notices()).toEqual(["fallback"]);
      expect(readFileSync(join(given.bench.cwd, "cli.txt"), "utf8")).toBe("by cli\n");
    });

    it("refuses what would have to be asked for", async () => {
      given.server.play("clino", [[{ shell: "sh -c 'date > cli-no.txt'" }], [{ say: "Refused." }]]);
      const { ended, heard } = given.bench.turn("#clino", { lookup: cli() });
      await ended;
      expect(existsSync(join(given.bench.cwd, "cli-no.txt"))).toBe(false);
      expect(heard.items("command")[0]?.status).toMatch(/declined|failed/);
    });

    it("stops and leaves nothing behind", async () => {
      given.server.play("clisleep", [
        [{ shell: "touch asleep; echo begin; sleep 31442; echo end" }],
        [{ say: "Woke up." }],
      ]);
      const { ended, stop } = given.bench.turn("#clisleep", { lookup: cli(), options: { sandbox: "full-access" } });
      await untilMarked("31442");
      stop();
      expect(await ended).toMatchObject({ status: "interrupted" });
      expect(marked("31442")).toEqual([]);
    });
  });
});
