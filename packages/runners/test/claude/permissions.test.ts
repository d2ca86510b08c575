import { AgentOptions } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { createApprovals, describeQuestion, grantKeyOf } from "../../src/claude/permit/approvals.ts";
import { createPermissions } from "../../src/claude/permit/permissions.ts";
import { listen } from "../support/listen.ts";

function desk(options: Partial<AgentOptions> = {}, grants: string[] = []) {
  const heard = listen();
  const approvals = createApprovals(heard.sink, grants);
  let cancelled = 0;
  const permissions = createPermissions({
    cwd: "/nowhere/work",
    options: AgentOptions.parse(options),
    approvals,
    onCancel: () => cancelled++,
  });
  const gone = new AbortController();
  const may = (tool: string, input: Record<string, unknown>, more: object = {}) =>
    permissions.canUseTool(tool, input, { signal: gone.signal, toolUseID: "toolu_1", ...more });
  return { heard, approvals, permissions, gone, may, cancelled: () => cancelled };
}
const before = async (d: ReturnType<typeof desk>, tool_name: string, tool_input: unknown) =>
  JSON.stringify(await d.permissions.beforeTool({ tool_name, tool_input })).includes('"ask"');

describe("permissions of a turn", () => {
  it("makes Claude ask about what our policy does not simply allow", async () => {
    const d = desk({ sandbox: "read-only" });
    expect(await before(d, "Read", { file_path: "/nowhere/work/a" })).toBe(false);
    expect(await before(d, "Read", { file_path: "/etc/passwd" })).toBe(true);
    expect(await before(d, "Bash", { command: "ls" })).toBe(true);
    expect(await before(desk(), "Bash", { command: "ls" })).toBe(false);
    expect(await before(desk({ approvalPolicy: "always" }), "Write", { file_path: "/nowhere/work/a" })).toBe(true);
    // A hook that throws would let the call through.
    expect(JSON.stringify(await d.permissions.beforeTool(null))).toContain('"ask"');
  });

  it("a subagent is no way around the policy: one in a worktree or elsewhere would write, or send the folder away", async () => {
    const away = { description: "d", prompt: "p", isolation: "worktree" };
    const d = desk({ sandbox: "read-only" });
    expect(await before(d, "Agent", { description: "d", prompt: "p" })).toBe(false);
    for (const tool of ["Agent", "Task"])
      for (const isolation of ["worktree", "remote"]) {
        expect(await before(d, tool, { ...away, isolation })).toBe(true);
        expect(await d.may(tool, { ...away, isolation })).toMatchObject({ behavior: "deny" });
      }
    expect(await desk({ approvalPolicy: "never" }).may("Agent", away)).toMatchObject({ behavior: "deny" });
    expect(await desk({ sandbox: "full-access" }).may("Agent", away)).toMatchObject({ behavior: "allow" });
    expect(d.heard.events).toEqual([]);
  });

  it("a question that Claude takes back does not end the turn: nobody canceled it", async () => {
    const d = desk();
    const answer = d.may("Bash", { command: "sleep 100" });
    d.gone.abort();
    expect(await answer).toMatchObject({ behavior: "deny" });
    expect(await answer).not.toHaveProperty("interrupt");
    expect(d.heard.all("approval.resolved")).toMatchObject([{ decision: "cancel", by: "system" }]);
    expect(d.cancelled()).toBe(0);
  });

  it("denies by itself what the policy denies, and asks nobody", async () => {
    const d = desk({ sandbox: "read-only", approvalPolicy: "on-request" });
    expect(await d.may("Write", { file_path: "/nowhere/work/a" })).toMatchObject({ behavior: "deny" });
    expect(await d.may("Bash", { command: "ls" })).toMatchObject({ behavior: "deny" });
    expect(d.heard.events).toEqual([]);
  });

  it("asks, and does as it is told", async () => {
    const d = desk();
    const input = { command: "npm test", description: "Run the tests" };
    const ask = async (decision: "approve" | "decline" | "cancel", comment?: string) => {
      const answer = d.may("Bash", input, { decisionReason: "it runs code" });
      const { approvalId } = d.heard.all("approval.requested").at(-1) ?? { approvalId: "" };
      expect(d.approvals.answer(approvalId, { decision, by: "me", comment })).toBe(true);
      return await answer;
    };
    expect(await ask("approve")).toEqual({ behavior: "allow", updatedInput: input });
    expect(await ask("decline", "use yarn")).toEqual({
      behavior: "deny",
      message: "The user declined this. They say: use yarn",
    });
    expect(await ask("cancel")).toMatchObject({ behavior: "deny", interrupt: true });
    expect(d.cancelled()).toBe(1);
    expect(d.heard.all("approval.requested")[0]).toEqual({
      type: "approval.requested",
      approvalId: "claude-1",
      itemId: "toolu_1",
      title: "Run this command?",
      detail: "npm test\n# Run the tests\n\nit runs code",
      decisions: ["approve", "approve_for_session", "decline", "cancel"],
      grantKey: "claude:command:npm test",
    });
    expect(d.heard.all("approval.resolved").map((e) => [e.decision, e.comment])).toEqual([
      ["approve", undefined],
      ["decline", "use yarn"],
      ["cancel", undefined],
    ]);
  });

  it("an approval for the session covers the same thing, and nothing else", async () => {
    const d = desk({}, ["claude:command:npm test"]);
    expect(await d.may("Bash", { command: "npm test" })).toMatchObject({ behavior: "allow" });
    const other = d.may("Bash", { command: "npm test && rm -rf /" });
    d.approvals.answer("claude-2", { decision: "approve_for_session", by: "me" });
    expect(await other).toMatchObject({ behavior: "allow" });
    expect(await d.may("Bash", { command: "npm test && rm -rf /" })).toMatchObject({ behavior: "allow" });
    expect(d.heard.all("approval.resolved").map((e) => e.by)).toEqual(["session", "me", "session"]);
  });

  it("a grant does not open what the policy denies", async () => {
    const d = desk({ approvalPolicy: "never" }, ["claude:command:npm test"]);
    expect(await d.may("Bash", { command: "npm test" })).toMatchObject({ behavior: "deny" });
  });

  it("nobody waits for a turn that is over", async () => {
    const e = desk();
    const second = e.may("Bash", { command: "b" });
    e.approvals.close();
    expect(await second).toMatchObject({ interrupt: true });
    expect(e.heard.all("approval.resolved")).toMatchObject([{ decision: "cancel", by: "system" }]);
    expect(await e.may("Bash", { command: "c" })).toMatchObject({ behavior: "deny" });
    expect(e.approvals.answer("claude-1", { decision: "approve", by: "late" })).toBe(false);
  });
});

describe("what a person is asked", () => {
  it("shows an edit as what goes and what comes", () => {
    const input = { file_path: "/x/a.ts", old_string: "a\nb", new_string: "c" };
    expect(describeQuestion({ tool: "Edit", input, itemId: "i" })).toEqual({
      title: "Change this file?",
      detail: "/x/a.ts\n-a\n-b\n+c",
    });
    expect(describeQuestion({ tool: "Write", input: { file_path: "/x/n", content: "1\n" }, itemId: "i" }).detail).toBe(
      "/x/n\n+1",
    );
  });
  it("keys are comparable and never longer than a grant may be", () => {
    expect(grantKeyOf({ tool: "WebFetch", input: { url: "https://example.org/a" } })).toBe("claude:web:example.org");
    expect(grantKeyOf({ tool: "Edit", input: { file_path: "/x" } })).toBe(
      grantKeyOf({ tool: "Write", input: { file_path: "/x" } }),
    );
    expect(grantKeyOf({ tool: "mcp__a__b", input: { any: 1 } })).toBe("claude:tool:mcp__a__b");
    const long = (end: string) => grantKeyOf({ tool: "Bash", input: { command: "x".repeat(5000) + end } });
    expect(long("1").length).toBeLessThan(1000);
    expect(long("1")).not.toBe(long("2"));
  });
});
