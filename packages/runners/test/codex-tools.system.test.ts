import { existsSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { ToolKind } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { older } from "./support/older-codex.ts";
import { describeRealCodex, type RealCodex } from "./support/real-codex.ts";

const SHELL = { shell: "touch by-shell.txt" };
const PATCH = "*** Begin Patch\n*** Add File: by-edit.txt\n+x\n*** End Patch\n";
const EDIT = { tool: "apply_patch", input: PATCH };
const madeIn = (cwd: string) => ["by-shell.txt", "by-edit.txt"].filter((name) => existsSync(join(cwd, name)));
/** The newest models get their tools as functions of a program that they write. */
const MODELS = ["gpt-5.5", "gpt-6.1-sol"];

/** The last request of a script, and the names of the tools that it offers the model. */
async function asked(real: RealCodex, script: string): Promise<{ body: string; names: string[] }> {
  const body = JSON.stringify((await real.server.asked(script, real.server.count(script) - 1)).body);
  return { body, names: [...body.matchAll(/"name":"(\w+)"/g)].map((m) => m[1] ?? "") };
}

describeRealCodex("the tools of a step", (real) => {
  it.each(MODELS)("that may only read: neither a command nor a patch changes anything (%s)", async (model) => {
    real.server.play("writes", [[SHELL], [EDIT], [{ shell: "cat here.txt" }], [{ say: "Done." }]]);
    for (const approvalPolicy of ["never", "on-request"] as const) {
      const cwd = await real.repository();
      await appendFile(join(cwd, "here.txt"), "I am read.\n");
      const tools: ToolKind[] = ["read", "search"];
      const options = { model, approvalPolicy, sandbox: "full-access" as const };
      const { ended, heard } = real.turn("#writes", cwd, { tools, options });
      expect(await ended).toMatchObject({ status: "completed", message: "Done." });
      expect(madeIn(cwd)).toEqual([]);
      expect(heard.all("approval.requested")).toEqual([]);
      const commands = heard.all("item.finished").flatMap((e) => (e.item.kind === "command" ? [e.item] : []));
      expect(commands.at(-1)).toMatchObject({ output: "I am read.\n", exitCode: 0 });
      const [partial] = heard.all("notice").filter((n) => n.code === "tools_partial");
      expect(partial).toMatchObject({ level: "info", message: expect.stringContaining("in its read-only sandbox") });
    }
  });

  it("a command that asks for more than the sandbox is refused without asking", async () => {
    real.server.play("more", [[{ shell: "touch by-shell.txt", escalate: "I want to." }], [{ say: "Done." }]]);
    const cwd = await real.repository();
    const options = { approvalPolicy: "on-request" } as const;
    const { ended, heard } = real.turn("#more", cwd, { tools: ["read"], options });
    expect(await ended).toMatchObject({ status: "completed" });
    expect(madeIn(cwd)).toEqual([]);
    expect(heard.all("approval.requested")).toEqual([]);
    expect(heard.all("notice").find((n) => n.code === "tool_refused")?.message).toContain("touch by-shell.txt");
  });

  it("without a shell: a call of it is refused, an edit is not", async () => {
    const model = "gpt-6.1-sol";
    real.server.play("noshell", [[SHELL], [EDIT], [{ say: "Done." }]]);
    const cwd = await real.repository();
    const { ended, heard } = real.turn("#noshell", cwd, { tools: ["edit", "plan"], options: { model } });
    expect(await ended).toMatchObject({ status: "completed" });
    expect(madeIn(cwd)).toEqual(["by-edit.txt"]);
    expect(JSON.stringify((await real.server.asked("noshell", 1)).body)).toContain(
      "tools.exec_command is not a function",
    );
    expect(heard.all("notice").filter((n) => n.code === "tools_partial")).toEqual([]);
  });

  it("are offered as the list says, and no others", async () => {
    real.server.play("offer", [[{ say: "Done." }]]);
    const cwd = await real.repository();
    const offer = async (tools: ToolKind[] | undefined) => {
      await real.turn("#offer", cwd, { tools }).ended;
      return await asked(real, "offer");
    };
    const all = ["exec_command", "write_stdin", "update_plan", "view_image", "create_goal"];
    expect((await offer(undefined)).names).toEqual(expect.arrayContaining(all));
    const none = (await offer([])).names;
    expect(all.filter((name) => none.includes(name))).toEqual([]);
    expect((await offer(["plan", "shell"])).names).toEqual(expect.arrayContaining(["update_plan", "exec_command"]));
    expect((await offer(["read"])).body).not.toContain('"type":"web_search"');
    expect((await offer(["read", "web"])).body).toContain('"type":"web_search"');
  });

  it.each([
    ["gpt-5.5", "multi_agent"],
    ["gpt-6.1-sol", "spawn_agent"],
  ])("subagents are not offered to a model that would have them (%s)", async (model, word) => {
    real.server.play("alone", [[{ say: "Done." }]]);
    await real.turn("#alone", await real.repository(), { options: { model } }).ended;
    expect((await asked(real, "alone")).body).toContain(word);
    await real.turn("#alone", await real.repository(), { options: { model }, tools: ["read", "shell"] }).ended;
    expect((await asked(real, "alone")).body).not.toContain(word);
  });

  it("what commands can do all the same is said", async () => {
    real.server.play("told", [[{ say: "Done." }]]);
    const { ended, heard } = real.turn("#told", await real.repository(), { tools: ["shell"] });
    await ended;
    const [partial] = heard.all("notice").filter((n) => n.code === "tools_partial");
    expect(partial).toMatchObject({ level: "warning", message: expect.stringContaining("read, search, edit.") });
  });

  it("hold on a thread that began with all of them, and by exec too", async () => {
    real.server.play("free", [[SHELL], [{ say: "Done." }]]);
    real.server.play("held", [[{ shell: "touch held.txt" }], [EDIT], [{ say: "Done." }]]);
    for (const lookup of [real.lookup, await older(real)]) {
      const cwd = await real.repository();
      const { threadId } = await real.turn("#free", cwd, { lookup }).ended;
      expect(madeIn(cwd)).toEqual(["by-shell.txt"]);
      const next = await real.turn("#held", cwd, { lookup, threadId, tools: ["read"] }).ended;
      expect(next).toMatchObject({ status: "completed", threadId });
      expect([existsSync(join(cwd, "held.txt")), madeIn(cwd)]).toEqual([false, ["by-shell.txt"]]);
    }
  });

  it("MCP servers of the user's own are off", async () => {
    real.server.play("mcp", [[{ say: "Done." }]]);
    const config = join(real.home.path, "config.toml");
    const server = join(import.meta.dirname, "programs/mcp-server.mjs");
    await appendFile(config, `\n[mcp_servers.own]\ncommand = "${process.execPath}"\nargs = ["${server}"]\n`);
    await real.turn("#mcp", await real.repository()).ended;
    expect((await asked(real, "mcp")).body).toContain("mcp__own");
    await real.turn("#mcp", await real.repository(), { tools: ["read", "shell"] }).ended;
    expect((await asked(real, "mcp")).body).not.toContain("mcp__own");
  });
});
