import type { ToolKind } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { cliPermissions } from "../../src/claude/cli-turn.ts";
import { type Call, judge } from "../../src/claude/permit/policy.ts";
import { toolsFor } from "../../src/claude/permit/tools.ts";

const calls: Record<string, Call> = {
  "read inside": { tool: "Read", place: "inside" },
  "read .git": { tool: "Read", place: "protected" },
  "read outside": { tool: "Grep", place: "outside" },
  "fetch a page": { tool: "WebFetch" },
  "search the web": { tool: "WebSearch" },
  "edit inside": { tool: "Edit", place: "inside" },
  "edit .git": { tool: "Write", place: "protected" },
  "edit outside": { tool: "NotebookEdit", place: "outside" },
  command: { tool: "Bash" },
  "to-do list": { tool: "TodoWrite" },
  "tool of a server": { tool: "mcp__db__drop" },
};
const sandboxes = ["read-only", "workspace-write", "full-access"] as const;
const policies = ["always", "on-request", "never"] as const;

/** a: allowed, ?: a person is asked, -: denied. Per sandbox: always, on-request, never. */
const TABLE: Record<keyof typeof calls, string> = {
  "read inside": "aaa aaa aaa",
  "read .git": "aaa aaa aaa",
  "read outside": "??- ??- aaa",
  "fetch a page": "??- ??- ?aa",
  "search the web": "aaa aaa aaa",
  "edit inside": "--- ?aa ?aa",
  "edit .git": "--- ??- ?aa",
  "edit outside": "--- ??- ?aa",
  command: "--- ??- ?aa",
  "to-do list": "aaa aaa aaa",
  "tool of a server": "--- ??- ?aa",
};
const SIGN = { allow: "a", ask: "?", deny: "-" };

describe("what a call of a tool may do", () => {
  it.each(Object.entries(calls))("%s", (name, call) => {
    const row = sandboxes.map((sandbox) =>
      policies.map((approvalPolicy) => SIGN[judge({ sandbox, approvalPolicy }, call).verdict]).join(""),
    );
    expect(row.join(" ")).toBe(TABLE[name]);
  });

  it("every tool that a read-only run gets can only read", () => {
    for (const tool of toolsFor("read-only"))
      expect(
        judge({ sandbox: "read-only", approvalPolicy: "on-request" }, { tool, place: "inside" }).verdict,
        tool,
      ).not.toBe("deny");
  });

  it("Claude may judge a command harmless, but never in a read-only run", () => {
    const command = (sandbox: (typeof sandboxes)[number]) =>
      judge({ sandbox, approvalPolicy: "always" }, { tool: "Bash" });
    expect(sandboxes.map((sandbox) => command(sandbox).unlessHarmless === true)).toEqual([false, true, true]);
  });

  it("a denial tells the model why", () => {
    const rules = { sandbox: "workspace-write", approvalPolicy: "never" } as const;
    expect(judge(rules, { tool: "Bash" }).why).toContain("nobody is asked");
    expect(judge(rules, { tool: "Write", place: "outside" }).why).toContain("outside of this run's folder");
    expect(judge({ ...rules, sandbox: "read-only" }, { tool: "Bash" }).why).toContain("read-only");
  });
});

describe("the same without anybody to ask (the command alone)", () => {
  it.each(sandboxes.flatMap((sandbox) => policies.map((approvalPolicy) => [sandbox, approvalPolicy] as const)))(
    "%s, %s",
    (sandbox, approvalPolicy) => {
      const { mode, allowed } = cliPermissions({ sandbox, approvalPolicy });
      const runsCommands = allowed.includes("Bash");
      expect(runsCommands).toBe(judge({ sandbox, approvalPolicy }, { tool: "Bash" }).verdict === "allow");
      const edits = judge({ sandbox, approvalPolicy }, { tool: "Edit", place: "inside" }).verdict === "allow";
      expect(mode === "acceptEdits" || allowed.includes("Edit")).toBe(edits);
    },
  );
});

describe("a step's own list of tools", () => {
  const rules = { sandbox: "full-access", approvalPolicy: "never" } as const;
  const verdict = (tool: string, tools: readonly ToolKind[]) => judge({ ...rules, tools }, { tool }).verdict;

  it("refuses the others, and what is not known, whatever the sandbox allows", () => {
    for (const tool of ["Bash", "Write", "WebFetch", "WebSearch", "Agent", "TodoWrite", "TaskCreate", "mcp__db__drop"])
      expect([tool, verdict(tool, ["read", "search"])]).toEqual([tool, "deny"]);
    for (const tool of ["Read", "Grep", "Glob", "StructuredOutput", "ToolSearch"])
      expect([tool, verdict(tool, ["read", "search"])]).toEqual([tool, "allow"]);
    expect(verdict("Read", [])).toBe("deny");
  });

  it("adds nothing to what the sandbox gives", () => {
    expect(toolsFor("read-only", ["read", "edit"])).toEqual(["Read", "Skill"]);
    expect(toolsFor("workspace-write", ["edit", "shell"])).toEqual([
      "TaskStop",
      "Bash",
      "Edit",
      "Write",
      "NotebookEdit",
    ]);
    expect(cliPermissions(rules, ["shell"]).allowed).toEqual(["TaskStop", "Bash"]);
    expect(cliPermissions({ ...rules, sandbox: "read-only" }, ["read"]).allowed).toEqual([]);
  });
});
