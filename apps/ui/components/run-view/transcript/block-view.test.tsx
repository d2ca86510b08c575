import type { RunSummary } from "@codex-toolloop/protocol";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { BlockFolder } from "../../../lib/run-view/block-folder.ts";
import { RUN } from "../../../lib/run-view/test-events.ts";
import { runInitial } from "../../../test/run-initial.ts";
import { RunViewProvider } from "../run-view-provider.tsx";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh() {} }) }));
const decided: Record<string, FormDataEntryValue>[] = [];
const answers: object[] = [];
vi.mock("../../../app/runs/agent-actions.ts", () => ({
  decideAction: vi.fn(async (_previous: unknown, form: FormData) => {
    decided.push(Object.fromEntries(form));
    return answers.shift() ?? { attempt: 1, sent: form.get("decision") };
  }),
}));
const { BlockView } = await import("./block-view.tsx");
const { EmptyRun } = await import("../empty-run.tsx");

/** The rows of these events, as the transcript shows them. */
function show(bodies: Record<string, unknown>[], run: Partial<RunSummary> = {}) {
  const initial = runInitial(bodies, run);
  return render(
    <RunViewProvider initial={initial}>
      {BlockFolder.fold(initial.page.events).map((block) => (
        <BlockView key={block.key} block={block} marked={false} />
      ))}
    </RunViewProvider>,
  );
}
const started = (item: object) => ({ type: "item.started", itemId: "i", item });
const delta = (field: string, text: string) => ({ type: "item.delta", itemId: "i", field, delta: text });
const finished = (item: object) => ({ type: "item.finished", itemId: "i", item });
const message = (text: string) => ({ kind: "message", role: "assistant", text });
const amber = (container: HTMLElement) => container.querySelector("[data-active]");

describe("a message", () => {
  it("that begins says that the agent thinks", () => {
    show([started(message(""))]);
    expect(screen.getByRole("status")).toHaveTextContent("thinking");
  });

  it("that streams is markdown with a cursor and a green dot, and both go at its end", () => {
    const events = [started(message("")), delta("text", "a **b**\n\n- c")];
    const { container, unmount } = show(events);
    expect(screen.getByText("b").tagName).toBe("STRONG");
    expect(container.querySelector(".grows > ul:last-child > li")).toHaveTextContent("c");
    expect(screen.getByTestId("pulse")).toHaveClass("bg-success");
    unmount();
    const done = show([...events, finished(message("a **b**\n\n- c"))]).container;
    expect(done.querySelector(".grows, [data-streaming]")).toBeNull();
    expect(screen.queryByTestId("pulse")).toBeNull();
  });

  it("of code that is not complete shows the code so far", () => {
    const { container } = show([started(message("")), delta("text", "```ts\nconst a = 1;\n\nconst")]);
    expect(container.querySelector("pre > code")).toHaveTextContent("const a = 1; const");
  });

  it("with links that are explained below is read as a whole", () => {
    show([finished(message("see [x][1]\n\n[1]: https://example.org/x"))]);
    expect(screen.getByRole("link", { name: "x" })).toHaveAttribute("href", "https://example.org/x");
  });

  it("of many marks is shown as it is written", () => {
    const { container } = show([finished(message("*a* ".repeat(2000)))]);
    expect(container.querySelectorAll("*").length).toBeLessThan(60);
  });
});

describe("reasoning", () => {
  const whole = { kind: "reasoning", text: "First thought\n\nsecond thought" };

  it("is open while it is written", () => {
    show([started({ kind: "reasoning", text: "" }), delta("text", whole.text)]);
    expect(screen.getByText("second thought")).toBeInTheDocument();
  });

  it("is closed once it is done, with its first line, and opens at a click", async () => {
    show([finished(whole)]);
    expect(screen.queryByText("second thought")).toBeNull();
    await userEvent.click(screen.getByText(/^Reasoning/, { selector: "summary" }));
    expect(screen.getByText("second thought")).toBeInTheDocument();
  });
});

describe("a command", () => {
  const command = { kind: "command", command: "npm test", cwd: "/repo" };

  it("that runs stands in amber with its output in colour", () => {
    const { container } = show([started(command), delta("output", "\u001b[31mred\u001b[0m\n")]);
    expect(amber(container)).toHaveTextContent(/npm test.*running/);
    expect(container.querySelector(".ansi-red-fg")).toHaveTextContent("red");
  });

  it("whose arguments still arrive shows them", () => {
    const { container } = show([started({ kind: "command", command: "" }), delta("input", '{"command":"npm t')]);
    expect(screen.getByTestId("arguments")).toHaveTextContent('{"command":"npm t');
    expect(amber(container)).toHaveTextContent("being written");
  });

  it("that ended shows the aggregate in place of what came live, and how it ended", () => {
    const { container } = show([
      started(command),
      delta("output", "partial"),
      finished({ ...command, output: "all of it", exitCode: 2, durationMs: 1500, status: "failed" }),
    ]);
    expect(screen.getByTestId("output")).toHaveTextContent(/^all of it$/);
    expect(screen.getByText("exit code 2")).toHaveClass("text-failed");
    expect(amber(container)).toBeNull();
  });

  it.each([
    ["declined", "declined"],
    ["canceled", "canceled"],
  ])("that was %s says so", (status, word) => {
    show([finished({ ...command, status })]);
    expect(screen.getByText(new RegExp(`^${word}`))).toBeInTheDocument();
  });
});

describe("a tool call", () => {
  const tool = { kind: "tool_call", server: "docs", tool: "lookup" };

  it("says name and input while it runs, also as the input arrives", () => {
    const { container } = show([started(tool), delta("input", '{"topic":"qu')]);
    expect(amber(container)).toHaveTextContent(/docs \/ lookup.*writing its input/);
    expect(screen.getByTestId("arguments")).toHaveTextContent('{"topic":"qu');
  });

  it("has its input in a line and its result a click away", () => {
    show([finished({ ...tool, input: { topic: "queues" }, result: { hits: 2 }, status: "completed", durationMs: 9 })]);
    expect(screen.getByTestId("arguments")).toHaveTextContent("queues");
    expect(screen.getByText("result").closest("details")).toHaveTextContent('"hits": 2');
  });

  it("that failed says why", () => {
    show([finished({ ...tool, error: "no such topic", status: "failed" })]);
    expect(screen.getByText("failed")).toBeInTheDocument();
    expect(screen.getByText("no such topic")).toHaveClass("text-failed");
  });
});

describe("other items", () => {
  it("file changes say what became of each file, with the diff", () => {
    const diff = "@@ -1 +1,2 @@\n-old\n+new\n+more\n";
    const changes = [
      { path: "a.ts", change: "update", diff },
      { path: "b.ts", change: "add" },
    ];
    const { container } = show([finished({ kind: "file_change", changes, status: "completed" })]);
    expect(screen.getByText("a.ts").closest("summary")).toHaveTextContent("changed a.ts+2 -1");
    expect(container).toHaveTextContent(/added b\.ts/);
    expect(container).toHaveTextContent("+more");
  });

  it("a change that is written stands in amber; one that was refused says so", () => {
    const change = { kind: "file_change", changes: [] };
    const { container, unmount } = show([started(change), delta("input", '{"file_path":"a')]);
    expect(amber(container)).toHaveTextContent(/being written.*file_path/);
    unmount();
    show([finished({ ...change, status: "declined" })]);
    expect(screen.getByText("declined")).toBeInTheDocument();
  });

  it("a plan is a checklist that counts", () => {
    const steps = [
      { text: "one", status: "completed" },
      { text: "two", status: "in_progress" },
    ];
    show([finished({ kind: "plan", steps })]);
    expect(screen.getByText("Plan · 1 of 2 done")).toBeInTheDocument();
    expect(screen.getAllByRole("listitem").map((li) => li.textContent)).toEqual(["onecompleted", "twoin progress"]);
  });

  it("a search says what it looks for, then what it found", () => {
    const { container, unmount } = show([started({ kind: "web_search", query: "" })]);
    expect(amber(container)).toHaveTextContent("searching the web");
    unmount();
    const results = [{ url: "https://example.org/q", title: "Queues" }];
    show([finished({ kind: "web_search", query: "fifo", results })]);
    expect(screen.getByRole("link", { name: "Queues", hidden: true })).toHaveAttribute(
      "rel",
      expect.stringContaining("noopener"),
    );
  });

  it("an error is an error, a retry a warning", () => {
    show([finished({ kind: "error", message: "it broke" }), { type: "notice", level: "warning", message: "again" }]);
    expect(screen.getByText("it broke")).toHaveClass("text-failed");
    expect(screen.getByText("again")).toHaveClass("text-warn-fg");
  });

  it("turns say who has them, their round and their end; a replay says that it is one", () => {
    show([
      { type: "turn.started", turnId: "t", runner: "codex", model: "m", threadId: "0199abcdef", replayOf: "the tour" },
      { type: "iteration.started", iteration: 3, max: 20 },
      { type: "turn.finished", turnId: "t", status: "failed", error: "no more money" },
    ]);
    expect(screen.getByText("codex · m")).toBeInTheDocument();
    expect(screen.getByTestId("replay")).toHaveTextContent("Replay of the tour");
    expect(screen.getByTestId("iteration")).toHaveTextContent("turn 3 of 20");
    expect(screen.getByText("no more money")).toHaveClass("text-failed");
  });
});

describe("an approval", () => {
  const asked = {
    type: "approval.requested",
    approvalId: "q",
    itemId: "i",
    title: "Run npm test",
    detail: "npm test\nin /repo",
    decisions: ["cancel", "decline", "approve", "approve_for_session"],
  };
  const card = () => screen.getByTestId("approval");

  it("offers what may be answered, in one order, and the item it is about does not spin", () => {
    const { container } = show([started({ kind: "command", command: "npm test" }), asked]);
    expect(
      within(card())
        .getAllByRole("button")
        .map((b) => b.textContent),
    ).toEqual(["Approvey", "Approve for sessiona", "Declined", "Cancel"]);
    expect(amber(container)).toBeNull();
    expect(container).toHaveTextContent("waits for a decision");
    expect(within(card()).getByText(/in \/repo/)).toBeInTheDocument();
  });

  it("sends a decision once, with the reason only for a decline", async () => {
    decided.length = 0;
    show([asked]);
    await userEvent.type(screen.getByLabelText("Reason, sent with Decline"), "not today{Enter}");
    await userEvent.click(screen.getByRole("button", { name: "Approve" }));
    expect(decided).toEqual([{ runId: RUN, approvalId: "q", decision: "decline", comment: "not today" }]);
    expect(await screen.findByText(/^Sent\./)).toBeInTheDocument();
  });

  it("says what happened where it is too late, and can be tried again", async () => {
    answers.push({ attempt: 1, problem: { title: "This has been decided already", detail: "The agent has gone on." } });
    show([asked]);
    await userEvent.click(screen.getByRole("button", { name: "Approve" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This has been decided already: The agent has gone on.");
    decided.length = 0;
    await userEvent.click(screen.getByRole("button", { name: "Approve" }));
    expect(decided).toHaveLength(1);
  });

  it.each([
    ["approve", "approved by grace"],
    ["approve_for_session", "approved for the session by grace"],
    ["decline", "declined by grace: no"],
    ["cancel", "canceled by grace"],
  ])("that was answered with %s says by whom", (decision, words) => {
    const comment = decision === "decline" ? { comment: "no" } : {};
    show([asked, { type: "approval.resolved", approvalId: "q", decision, by: "grace", ...comment }]);
    expect(card()).toHaveTextContent(words);
    expect(within(card()).queryByRole("button")).toBeNull();
  });

  it("shows a diff as one", () => {
    show([{ ...asked, detail: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n" }]);
    expect(card()).toHaveTextContent("+new");
    expect(card().querySelector("code > span")).not.toBeNull();
  });

  it("marks what a change adds and takes away", () => {
    show([{ ...asked, title: "Change this file?", detail: "a.ts\n-old\n+new" }]);
    expect(within(card()).getByText("+new").className).toContain("--diff-add");
    expect(within(card()).getByText("-old").className).toContain("--diff-del");
  });

  it("of a run that is over was not answered; of a replay it answers itself", () => {
    const { unmount } = show([asked], { status: "canceled" });
    expect(card()).toHaveTextContent("not answered");
    unmount();
    show([asked], { replayOf: { recording: "tour" } });
    expect(card()).toHaveTextContent("the recording answers by itself");
    expect(within(card()).queryByRole("button")).toBeNull();
  });
});

it("a run that ended before it began leads to what is known of it, from wherever it is shown", () => {
  const initial = runInitial([], { status: "canceled" });
  render(
    <RunViewProvider initial={initial}>
      <EmptyRun status="canceled" isFinal />
    </RunViewProvider>,
  );
  expect(screen.getByRole("link", { name: "About this run" })).toHaveAttribute("href", `/runs/${RUN}?tab=about`);
});
