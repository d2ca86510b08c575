import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { git, makeRepo } from "../../../tests/support/git-repo.ts";
import { describeRealClaude } from "./support/claude-bench.ts";
import { marked } from "./support/marked.ts";
import { toolsOfSandbox } from "./support/sandbox-tools.ts";

const sandboxTools = toolsOfSandbox();
if (!sandboxTools) console.warn("SKIPPED: Claude's sandbox for commands: there is no bubblewrap.");

describeRealClaude("does what it may", (given) => {
  it("asks for a command; approved, it runs", async () => {
    given.server.play("touch", [[{ shell: "touch approved.txt && echo made" }], [{ say: "Made." }]]);
    const { ended, heard, control } = given.bench.turn("#touch");
    const asked = await heard.told("approval.requested");
    expect(asked).toMatchObject({
      title: "Run this command?",
      grantKey: "claude:command:touch approved.txt && echo made",
    });
    expect(heard.all("item.started").map((e) => e.itemId)).toContain(asked.itemId);
    control({ type: "approval", approvalId: asked.approvalId, decision: "approve", by: "me" });
    expect(await ended).toMatchObject({ status: "completed", message: "Made." });
    expect(existsSync(join(given.bench.cwd, "approved.txt"))).toBe(true);
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
    given.server.play("no", [[{ shell: "touch declined.txt" }], [{ say: "Then not." }]]);
    const { ended, heard, control } = given.bench.turn("#no");
    const { approvalId } = await heard.told("approval.requested");
    control({ type: "approval", approvalId, decision: "decline", by: "me", comment: "not today" });
    expect(await ended).toMatchObject({ status: "completed", message: "Then not." });
    expect(existsSync(join(given.bench.cwd, "declined.txt"))).toBe(false);
    expect(heard.items("command")[0]?.status).toBe("declined");
    expect(JSON.stringify((await given.server.asked("no", 1)).body)).toContain("not today");
  });

  it("cancelled, the turn ends interrupted", async () => {
    given.server.play("cancel", [[{ shell: "touch cancelled.txt" }], [{ say: "Never said." }]]);
    const { ended, heard, control } = given.bench.turn("#cancel");
    const { approvalId } = await heard.told("approval.requested");
    control({ type: "approval", approvalId, decision: "cancel", by: "me" });
    expect(await ended).toMatchObject({ status: "interrupted" });
    expect(existsSync(join(given.bench.cwd, "cancelled.txt"))).toBe(false);
    expect(heard.all("turn.finished")[0]?.status).toBe("interrupted");
    expect(JSON.stringify(heard.events)).not.toContain("Never said.");
  });

  it("approved for the session, the same command is not asked for again, in this turn and with the grant in the next", async () => {
    given.server.play("twice", [[{ shell: "touch again.txt" }], [{ shell: "touch again.txt" }], [{ say: "Both." }]]);
    const first = given.bench.turn("#twice");
    const asked = await first.heard.told("approval.requested");
    first.control({ type: "approval", approvalId: asked.approvalId, decision: "approve_for_session", by: "me" });
    expect((await first.ended).status).toBe("completed");
    expect(first.heard.all("approval.resolved").map((e) => e.by)).toEqual(["me", "session"]);
    const second = given.bench.turn("#twice", { grants: [asked.grantKey ?? ""] });
    expect((await second.ended).status).toBe("completed");
    expect(second.heard.all("approval.resolved").map((e) => e.by)).toEqual(["session", "session"]);
  });

  it("asks before it writes through a link that leads out, and refuses it where nobody is asked", async () => {
    symlinkSync(given.bench.home, join(given.bench.cwd, "link"));
    given.server.play("out", [
      [{ write: { path: join(given.bench.cwd, "link/outside.txt"), content: "x\n" } }],
      [{ say: "Well." }],
    ]);
    const never = given.bench.turn("#out", { options: { approvalPolicy: "never" } });
    expect((await never.ended).status).toBe("completed");
    expect(never.heard.items("file_change")[0]?.status).toBe("declined");
    expect(never.heard.all("notice").find((n) => n.code === "edit_refused")?.message).toContain(
      "outside of this run's folder",
    );
    const asks = given.bench.turn("#out");
    const { approvalId } = await asks.heard.told("approval.requested");
    asks.control({ type: "approval", approvalId, decision: "decline", by: "me" });
    await asks.ended;
    expect(existsSync(join(given.bench.home, "outside.txt"))).toBe(false);
  });

  it("changes nothing when it is read-only, and asks nobody", async () => {
    writeFileSync(join(given.bench.cwd, "kept.txt"), "kept\n");
    given.server.play("ro", [
      [{ write: { path: join(given.bench.cwd, "kept.txt"), content: "lost\n" } }],
      [{ say: "Could not." }],
    ]);
    const { ended, heard } = given.bench.turn("#ro", { options: { sandbox: "read-only" } });
    expect(await ended).toMatchObject({ status: "completed", message: "Could not." });
    expect(heard.items("file_change")[0]?.status).toMatch(/declined|failed/);
    expect(readFileSync(join(given.bench.cwd, "kept.txt"), "utf8")).toBe("kept\n");
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("runs commands unasked with full access, as root too", async () => {
    given.server.play("full", [[{ shell: "echo free > full.txt" }], [{ say: "Done." }]]);
    const { ended, heard } = given.bench.turn("#full", {
      options: { sandbox: "full-access", approvalPolicy: "never" },
    });
    expect((await ended).status).toBe("completed");
    expect(readFileSync(join(given.bench.cwd, "full.txt"), "utf8")).toBe("free\n");
    expect(heard.all("approval.requested")).toEqual([]);
  });

  it("refuses commands where nobody is asked and there is no sandbox for them, and says so", async () => {
    given.server.play("never", [[{ shell: "sh -c 'date > never.txt'" }], [{ say: "Refused." }]]);
    const env = { ...given.bench.env(), PATH: dirname(process.execPath) };
    const { ended, heard } = given.bench.turn("#never", { options: { approvalPolicy: "never" }, env });
    expect((await ended).status).toBe("completed");
    expect(heard.items("command")[0]?.status).toBe("declined");
    expect(heard.notices()).toEqual(["commands_refused"]);
    expect(existsSync(join(given.bench.cwd, "never.txt"))).toBe(false);
  });

  it.skipIf(!sandboxTools)("runs them in Claude's own sandbox where there is one", async () => {
    const tools = join(given.bench.home, "sandbox-tools");
    mkdirSync(tools);
    for (const [name, path] of Object.entries(sandboxTools ?? {})) symlinkSync(path, join(tools, name));
    mkdirSync(join(given.bench.cwd, ".git", "hooks"), { recursive: true });
    const outside = join(given.bench.home, "escaped.txt");
    given.server.play("boxed", [
      [{ shell: `echo in > boxed.txt; echo out > ${outside}; echo hook > .git/hooks/pre-commit; cat boxed.txt` }],
      [{ say: "Boxed." }],
    ]);
    const env = { ...given.bench.env(), PATH: `${tools}:${process.env.PATH}` };
    const { ended, heard } = given.bench.turn("#boxed", { options: { approvalPolicy: "never" }, env });
    expect((await ended).status).toBe("completed");
    expect(heard.items("command")[0]?.output).toContain("in");
    expect(readFileSync(join(given.bench.cwd, "boxed.txt"), "utf8")).toBe("in\n");
    expect(existsSync(outside)).toBe(false);
    expect(existsSync(join(given.bench.cwd, ".git/hooks/pre-commit"))).toBe(false);
    expect(heard.notices()).toEqual([]);
    expect(marked("socat")).toEqual([]);
  });

  it("makes no worktree for a subagent when it is read-only", async () => {
    const cwd = await makeRepo(join(given.bench.cwd, "repo"));
    const input = {
      description: "Look",
      prompt: "Look #away",
      subagent_type: "general-purpose",
      isolation: "worktree",
    };
    given.server.play("apart", [[{ tool: "Agent", input }], [{ say: "Alone then." }]]);
    given.server.play("away", [[{ say: "Seen." }]]);
    const { ended, heard } = given.bench.turn("#apart", { cwd, options: { sandbox: "read-only" } });
    expect(await ended).toMatchObject({ status: "completed", message: "Alone then." });
    expect(heard.items("tool_call")[0]).toMatchObject({ tool: "Agent", status: "declined" });
    expect(existsSync(join(cwd, ".claude"))).toBe(false);
    expect(await git(cwd, "worktree", "list")).not.toContain("\n");
  });

  it("waits for a subagent in the background, which may ask for a command of its own", async () => {
    given.server.play("agent", [
      [{ tool: "Agent", input: { description: "Look", prompt: "Look around #sub", subagent_type: "general-purpose" } }],
      [{ say: "I wait for it." }],
    ]);
    given.server.play("sub", [[{ shell: "touch by-agent.txt" }], [{ say: "It is made." }]]);
    const { ended, heard, control } = given.bench.turn("#agent");
    const { approvalId, itemId } = await heard.told("approval.requested");
    await heard.told("item.finished", (e) => e.item.kind === "message" && e.item.text === "I wait for it.");
    control({ type: "approval", approvalId, decision: "approve", by: "me" });
    expect(await ended).toMatchObject({ status: "completed" });
    expect(existsSync(join(given.bench.cwd, "by-agent.txt"))).toBe(true);
    expect(heard.all("item.finished").find((e) => e.itemId === itemId)?.item).toMatchObject({ status: "completed" });
    expect(heard.notices()).toEqual(["task", "task"]);
  });
});
