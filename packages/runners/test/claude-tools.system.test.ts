import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ToolKind } from "@codex-toolloop/protocol";
import { expect, it } from "vitest";
import { describeRealClaude, type GivenClaude } from "./support/claude-bench.ts";

const made = ({ bench }: GivenClaude) =>
  ["by-shell.txt", "by-edit.txt"].filter((name) => existsSync(join(bench.cwd, name)));

/** A model that tries a command and an edit, and what it hears of them. */
function playWrites({ server, bench }: GivenClaude, script: string): void {
  server.play(script, [
    [{ shell: `touch ${join(bench.cwd, "by-shell.txt")}` }],
    [{ write: { path: join(bench.cwd, "by-edit.txt"), content: "x\n" } }],
    [{ say: "Done." }],
  ]);
}

async function offered({ server }: GivenClaude, script: string): Promise<string[]> {
  const { body } = await server.asked(script, server.count(script) - 1);
  const { tools = [] } = body as { tools?: { name: string }[] };
  return tools.map((tool) => tool.name).sort();
}

describeRealClaude("has the tools of its step", (given) => {
  /** By the SDK, and by the command alone. */
  const ways = () => [given.bench.lookup, { ...given.bench.lookup, installRoots: [], claudeBin: given.program() }];

  it.each(["full-access", "workspace-write", "read-only"] as const)("and no others, %s", async (sandbox) => {
    for (const [i, lookup] of ways().entries()) {
      const script = `none-${sandbox}-${i}`;
      playWrites(given, script);
      const tools: ToolKind[] = ["read", "search", "plan"];
      const options = { sandbox, approvalPolicy: "never" } as const;
      const { ended, heard } = given.bench.turn(`#${script}`, { tools, options, lookup });
      expect(await ended).toMatchObject({ status: "completed", message: "Done." });
      expect(made(given)).toEqual([]);
      expect(heard.all("approval.requested")).toEqual([]);
      const names = await offered(given, script);
      expect(names).toEqual(expect.arrayContaining(["Read"]));
      for (const name of ["Bash", "Edit", "Write", "NotebookEdit", "WebFetch", "WebSearch", "Agent", "Task"])
        expect([name, names.includes(name)]).toEqual([name, false]);
      expect(heard.notices()).not.toContain("tools_partial");
    }
  });

  it("on a thread that began with all of them, and in a subagent", async () => {
    given.server.play("free", [[{ say: "Hello." }]]);
    const options = { sandbox: "full-access", approvalPolicy: "never" } as const;
    const { threadId } = await given.bench.turn("#free", { options }).ended;
    for (const [i, lookup] of ways().entries()) {
      const later = `later-${i}`;
      playWrites(given, later);
      const input = { description: "Look", prompt: `Look #${later}`, subagent_type: "general-purpose" };
      given.server.play(`sends-${i}`, [[{ tool: "Agent", input }], [{ say: "I wait." }]]);
      const goesOn = given.bench.turn(`#${later}`, { options, lookup, threadId, tools: ["read"] });
      expect(await goesOn.ended).toMatchObject({ status: "completed", threadId });
      const sends = given.bench.turn(`#sends-${i}`, { options, lookup, tools: ["read", "subagent"] });
      expect(await sends.ended).toMatchObject({ status: "completed" });
      expect(given.server.count(later)).toBe(6);
      expect(made(given)).toEqual([]);
    }
  });

  it("and says what commands can do all the same", async () => {
    given.server.play("told", [[{ say: "Hello." }]]);
    const options = { sandbox: "full-access", approvalPolicy: "never" } as const;
    const { ended, heard } = given.bench.turn("#told", { options, tools: ["read", "search", "shell"] });
    await ended;
    expect(heard.all("notice").find((n) => n.code === "tools_partial")?.message).toMatch(/no tools for: edit, web\.$/);
    expect(await offered(given, "told")).toContain("Bash");
  });
});
