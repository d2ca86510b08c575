import { describe, expect, it } from "vitest";
import { approvalOf } from "../../src/codex/app-server/approvals.ts";
import { createTurnState, startItem } from "../../src/codex/map/turn-state.ts";

const options = { sandbox: "workspace-write", approvalPolicy: "always" } as const;
const state = createTurnState({ cwd: "/repo" });
const ask = (method: string, params: object, rules: Parameters<typeof approvalOf>[3]["options"] = options) =>
  approvalOf(0, method, { itemId: "i1", ...params }, { state, options: rules });
const COMMAND = "item/commandExecution/requestApproval";
const key = (params: object, rules = options as Parameters<typeof ask>[2]) =>
  ask(COMMAND, params, rules)?.requested.grantKey;

describe("requests that a person decides", () => {
  it("say what would be done, where and why", () => {
    const made = ask(COMMAND, { command: "/bin/bash -lc 'rm -r build'", cwd: "/repo", reason: "It is stale." });
    expect(made?.requested).toMatchObject({
      approvalId: "codex-0",
      itemId: "i1",
      title: "Run this command?",
      detail: "rm -r build\nIn /repo\nReason: It is stale.",
    });
    expect(["approve", "approve_for_session", "decline", "cancel"].map((d) => made?.answer(d as "approve"))).toEqual([
      { decision: "accept" },
      { decision: "acceptForSession" },
      { decision: "decline" },
      { decision: "cancel" },
    ]);
    expect(ask(COMMAND, { networkApprovalContext: { host: "example.org", protocol: "https" } })?.requested.title).toBe(
      "Connect to example.org?",
    );
  });

  it("name the files of a change", () => {
    startItem(state, "f1", {
      kind: "file_change",
      changes: [
        { path: "a.ts", change: "update" },
        { path: "b.ts", change: "add" },
      ],
    });
    expect(
      ask("item/fileChange/requestApproval", { itemId: "f1", reason: null, grantRoot: null })?.requested,
    ).toMatchObject({
      title: "Change 2 files?",
      detail: "update a.ts\nadd b.ts",
    });
  });

  it("are granted again only for the same thing under the same rules", () => {
    const same = { command: "ls", cwd: "/repo" };
    expect(key(same)).toBe(key({ ...same, startedAtMs: 7 }));
    const others = [
      key({ ...same, command: "ls -a" }),
      key({ ...same, cwd: "/etc" }),
      key({ ...same, reason: "outside of the sandbox" }),
      key({ ...same, additionalPermissions: { network: { enabled: true } } }),
      key(same, { sandbox: "full-access", approvalPolicy: "always" }),
      key(same, { sandbox: "workspace-write", approvalPolicy: "on-request" }),
    ];
    expect(new Set([key(same), ...others]).size).toBe(7);
    expect(key({ command: "x".repeat(10_000) })?.length).toBeLessThan(100);
  });

  it("give permissions only what was asked for", () => {
    const made = ask("item/permissions/requestApproval", {
      permissions: { network: { enabled: true }, fileSystem: null },
      cwd: "/repo",
      reason: null,
    });
    expect(made?.answer("approve")).toEqual({ permissions: { network: { enabled: true } }, scope: "turn" });
    expect(made?.answer("approve_for_session")).toEqual({
      permissions: { network: { enabled: true } },
      scope: "session",
    });
    expect(made?.answer("decline")).toEqual({ permissions: {}, scope: "turn" });
    expect(made?.cancelEndsTurn).toBe(false);
  });

  it("pass on a yes or no of an MCP server, and no form", () => {
    const form = { serverName: "docs", mode: "form", message: "Allow docs to run search?", _meta: null };
    expect(
      ask("mcpServer/elicitation/request", { ...form, requestedSchema: { type: "object", properties: {} } })?.answer(
        "approve",
      ),
    ).toEqual({
      action: "accept",
      content: {},
      _meta: null,
    });
    const fields = { type: "object", properties: { name: { type: "string" } } };
    expect(ask("mcpServer/elicitation/request", { ...form, requestedSchema: fields })).toBeNull();
    expect(ask("item/tool/call", {})).toBeNull();
    expect(ask(COMMAND, { itemId: 7 })).toBeNull();
  });
});
