import { describe, expect, it } from "vitest";
import { finishTurn } from "../../src/claude/map/map-result.ts";
import { ended, play, result, use } from "../support/claude-messages.ts";

describe("tools of Claude become items", () => {
  it("a command's exit code is in the text of its failure, and not known of what still runs", () => {
    expect(
      ended("Bash", { command: "false" }, "Exit code 3\nno", { is_error: true, value: "Error: Exit code 3\nno" }),
    ).toMatchObject({
      kind: "command",
      status: "failed",
      exitCode: 3,
      output: "no",
    });
    const shell = { stdout: "", stderr: "", interrupted: false };
    const background = ended("Bash", { command: "serve" }, "Running in the background, id 1", {
      value: { ...shell, backgroundTaskId: "1" },
    });
    expect(background).toMatchObject({ output: "Running in the background, id 1" });
    expect(background).not.toHaveProperty("exitCode");
    expect(ended("Bash", { command: "x" }, "out", { value: { ...shell, stdout: "out", stderr: "err" } })).toMatchObject(
      { output: "out\nerr", exitCode: 0 },
    );
    expect(
      ended("Bash", { command: "grep x" }, "", { value: { ...shell, returnCodeInterpretation: "No matches found" } }),
    ).not.toHaveProperty("exitCode");
  });

  it("an edit is a unified diff, with a path as a person reads it", () => {
    const hunk = { oldStart: 4, oldLines: 1, newStart: 4, newLines: 2, lines: ["-a", "+b", "+c"] };
    expect(
      ended("Edit", { file_path: "/srv/demo/src/a.ts" }, "ok", {
        value: { filePath: "/srv/demo/src/a.ts", structuredPatch: [hunk] },
      }),
    ).toEqual({
      kind: "file_change",
      changes: [
        { path: "src/a.ts", change: "update", diff: "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -4 +4,2 @@\n-a\n+b\n+c\n" },
      ],
      status: "completed",
    });
    const written = (content: string) =>
      ended("Write", { file_path: "/else/n" }, "ok", { value: { type: "create", filePath: "/else/n", content } });
    expect(written("x")).toMatchObject({
      changes: [
        {
          path: "/else/n",
          change: "add",
          diff: "--- /dev/null\n+++ b/else/n\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n",
        },
      ],
    });
    expect(written("")).toMatchObject({ changes: [{ diff: "--- /dev/null\n+++ b/else/n\n" }] });
    const cell = {
      notebook_path: "/srv/demo/n.ipynb",
      cell_id: "c1",
      old_source: "1",
      new_source: "2\n3",
      edit_mode: "replace",
    };
    expect(ended("NotebookEdit", { notebook_path: "/srv/demo/n.ipynb" }, "ok", { value: cell })).toMatchObject({
      changes: [{ path: "n.ipynb", diff: "--- a/n.ipynb\n+++ b/n.ipynb\n@@ -1 +1,2 @@ cell c1\n-1\n+2\n+3\n" }],
    });
  });

  it("an edit that did not happen says why", () => {
    const meta = { permission_decision: { decision: "reject" } };
    const { events } = play([
      use("x", "Write", { file_path: "/srv/demo/a" }),
      result("x", "Not allowed", { is_error: true, meta }),
    ]);
    expect(events.at(-2)).toMatchObject({
      type: "item.finished",
      item: { status: "declined", changes: [{ path: "a" }] },
    });
    expect(events.at(-1)).toMatchObject({ type: "notice", level: "warning", message: "Write: Not allowed" });
  });

  it("searches, servers' tools and subagents", () => {
    expect(ended("WebSearch", { query: "q" }, "found", { value: { query: "q", results: [] } })).toMatchObject({
      kind: "web_search",
      query: "q",
      status: "completed",
    });
    expect(ended("mcp__db__rows", { n: 1 }, [{ type: "text", text: "two" }, { type: "image" }])).toMatchObject({
      kind: "tool_call",
      server: "db",
      tool: "rows",
      result: "two\n[image]",
    });
    expect(
      ended("Read", { file_path: "/srv/demo/a" }, "<tool_use_error>gone</tool_use_error>", { is_error: true }),
    ).toMatchObject({ tool: "Read", error: "gone", status: "failed" });
    const inside = { parent_tool_use_id: "agent" };
    const { events } = play([
      use("agent", "Agent", { description: "Look around", prompt: "…" }),
      use("x", "Bash", { command: "ls" }, inside),
      {
        type: "assistant",
        message: { id: "sub", model: "m", content: [{ type: "text", text: "for my parent" }] },
        ...inside,
      },
      result("x", "a", { value: { stdout: "a", stderr: "", interrupted: false } }),
      result("agent", [{ type: "text", text: "One file." }]),
    ]);
    expect(events.flatMap((e) => (e.type === "item.finished" ? [e.item.kind] : []))).toEqual(["command", "tool_call"]);
    expect(JSON.stringify(events)).not.toContain("for my parent");
    expect(events.filter((e) => e.type === "iteration.started")).toHaveLength(1);
  });

  it("a search that the API makes itself ends with its block", () => {
    const block = (index: number, content_block: object) => ({
      type: "stream_event",
      event: { type: "content_block_start", index, content_block },
    });
    const { events } = play([
      { type: "stream_event", event: { type: "message_start", message: { id: "m1" } } },
      block(0, { type: "server_tool_use", id: "s1", name: "web_search", input: {} }),
      {
        type: "assistant",
        message: {
          id: "m1",
          model: "m",
          content: [{ type: "server_tool_use", id: "s1", name: "web_search", input: { query: "news" } }],
        },
      },
      block(1, {
        type: "web_search_tool_result",
        tool_use_id: "s1",
        content: [{ type: "web_search_result", title: "T" }],
      }),
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "item.finished",
      itemId: "s1",
      item: { kind: "web_search", query: "news", status: "completed" },
    });
  });

  it("a plan is one item, by to-do lists or by tasks", () => {
    const task = (id: string, subject: string) => ({ task: { id, subject } });
    const { events, state } = play([
      use("a", "TaskCreate", { subject: "One" }),
      result("a", "ok", { value: task("1", "One") }),
      use("b", "TaskCreate", { subject: "Two" }),
      result("b", "ok", { value: task("2", "Two") }),
      use("c", "TaskUpdate", { taskId: "1", status: "completed" }),
      result("c", "ok", { value: { success: true } }),
      use("d", "TaskUpdate", { taskId: "2", status: "deleted" }),
      result("d", "ok", { value: { success: true } }),
      use("e", "TaskGet", { taskId: "1" }),
      result("e", "ok", { value: { task: null } }),
    ]);
    const plans = [...events, ...finishTurn(state, { status: "completed" })].flatMap((e) =>
      "item" in e && e.item.kind === "plan" ? [[e.type, e.item.steps.length]] : [],
    );
    expect(plans).toEqual([
      ["item.started", 1],
      ["item.updated", 2],
      ["item.updated", 2],
      ["item.updated", 1],
      ["item.finished", 1],
    ]);
  });
});
