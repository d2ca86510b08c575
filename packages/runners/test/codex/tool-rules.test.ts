import { describe, expect, it } from "vitest";
import { toolRules } from "../../src/codex/tool-rules.ts";

const set = (args: readonly string[]) => args.filter((arg) => arg !== "-c");

describe("an allowlist of tools in codex's words", () => {
  it("is nothing where there is none", () => {
    expect(toolRules(undefined, "full-access", null)).toEqual({
      args: [],
      sandbox: "full-access",
      declined: [],
      partial: [],
      remarks: [],
    });
  });

  it("without edit and shell nothing can write, whatever the sandbox was", () => {
    for (const wanted of ["read-only", "workspace-write", "full-access"] as const) {
      const rules = toolRules(["read", "search"], wanted, []);
      expect(rules).toMatchObject({ sandbox: "read-only", declined: ["edit", "shell"] });
      expect(set(rules.args)).not.toContain("features.shell_tool=false");
      expect(rules.partial).toEqual([]);
      expect(rules.remarks).toEqual([expect.stringContaining("in its read-only sandbox")]);
    }
  });

  it("a shell that nobody needs is off; where reading would need it, that is said", () => {
    const plans = toolRules(["plan"], "workspace-write", []);
    expect(set(plans.args)).toContain("features.shell_tool=false");
    expect([plans.partial, plans.remarks]).toEqual([[], []]);
    const edits = toolRules(["read", "edit"], "workspace-write", []);
    expect(set(edits.args)).toContain("features.shell_tool=false");
    expect(edits).toMatchObject({ sandbox: "workspace-write", declined: ["shell"] });
    expect(edits.remarks).toEqual([expect.stringContaining("what its prompt holds")]);
  });

  it("says what commands reach", () => {
    const partial = (sandbox: Parameters<typeof toolRules>[1]) => toolRules(["read", "shell"], sandbox, []).partial;
    expect(partial("read-only")).toEqual([expect.stringMatching(/for: search\.$/)]);
    expect(partial("workspace-write")).toEqual([expect.stringMatching(/for: search, edit\.$/)]);
    expect(partial("full-access")).toEqual([expect.stringMatching(/for: search, edit, web\.$/)]);
    expect(toolRules(["read", "search", "edit", "shell", "web"], "full-access", []).partial).toEqual([]);
  });

  it("turns the user's MCP servers off by any name, and says where they are not known", () => {
    expect(set(toolRules(["read"], "read-only", ["a", 'b".c']).args)).toContain(
      'mcp_servers={"a"={enabled=false},"b\\".c"={enabled=false}}',
    );
    expect(toolRules(["plan"], "read-only", null).partial).toEqual([expect.stringContaining("MCP servers")]);
  });
});
