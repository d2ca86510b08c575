import type { RunSummary } from "@codex-toolloop/protocol";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
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
const { ApprovalView } = await import("./approval-view.tsx");

const PLAN = {
  type: "run.planned",
  steps: [
    { id: "plan", title: "Plan", kind: "agent" },
    { id: "gate", title: "Is the plan right?", kind: "approve" },
  ],
};
const ASKED = {
  type: "approval.requested",
  stepId: "gate",
  approvalId: "gate.1",
  title: "Is the plan right?",
  detail: "### Plan\n\n**Approach**: small steps",
  decisions: ["approve", "decline", "push_back"],
};

function show(bodies: Record<string, unknown>[], run: Partial<RunSummary> = {}) {
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  const initial = runInitial(bodies, { kind: "workflow", startedAt, ...run }, { timeoutSeconds: 3600 });
  const blocks = BlockFolder.fold(initial.page.events).flatMap((b) => (b.type === "approval" ? [b] : []));
  return render(
    <RunViewProvider initial={initial}>
      {blocks.map((b) => (
        <ApprovalView key={b.key} block={b} />
      ))}
    </RunViewProvider>,
  );
}
const card = () => screen.getByTestId("approval");
const comment = () => screen.getByLabelText("Comment");
const press = (name: RegExp) => userEvent.click(screen.getByRole("button", { name }));

beforeEach(() => {
  decided.length = 0;
  localStorage.clear();
});

describe("a gate that waits", () => {
  it("shows what came before as markdown, where to look closer, and how long there is", async () => {
    show([PLAN, ASKED]);
    expect(within(card()).getByRole("heading", { name: "Plan" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Outputs so far" })).toHaveAttribute("href", `/runs/${RUN}?tab=outputs`);
    expect(screen.getByRole("link", { name: "Changes so far" })).toHaveAttribute("href", `/runs/${RUN}?tab=changes`);
    expect(await screen.findByText(/^5[89] min left of its time limit$/)).toBeInTheDocument();
  });

  it("sends its comment with any answer", async () => {
    show([PLAN, ASKED]);
    await userEvent.type(comment(), "go on{Enter}carefully");
    await press(/^Approve/);
    expect(decided).toMatchObject([{ runId: RUN, approvalId: "gate.1", decision: "approve", gate: "true" }]);
    expect(String(decided[0]?.comment).replaceAll("\r", "")).toBe("go on\ncarefully");
    expect(await screen.findByText(/^Sent\./)).toBeInTheDocument();
  });

  it("says at the field that a push back needs words, keeps them, and takes the focus there", async () => {
    const message = "is required to push back: it is what the earlier step is told";
    answers.push({
      attempt: 1,
      comment: "",
      problem: { status: 400, title: "T", errors: [{ path: "comment", message }] },
    });
    show([PLAN, ASKED]);
    await press(/^Push back/);
    expect(await screen.findByText(/^Is required to push back/)).toBeInTheDocument();
    expect(comment()).toHaveFocus();
    expect(comment()).toHaveAttribute("aria-invalid", "true");
    await userEvent.type(comment(), "the tests are missing");
    await press(/^Push back/);
    expect(decided[1]).toMatchObject({ decision: "push_back", comment: "the tests are missing" });
  });

  it("keeps what was typed when it is left, until it was sent", async () => {
    const first = show([PLAN, ASKED]);
    await userEvent.type(comment(), "half a thought");
    first.unmount();
    const second = show([PLAN, ASKED]);
    expect(comment()).toHaveValue("half a thought");
    await press(/^Decline/);
    await screen.findByText(/^Sent\./);
    second.unmount();
    show([PLAN, ASKED]);
    expect(comment()).toHaveValue("");
  });

  it("has a key for approving alone, also where no push back is possible", () => {
    show([PLAN, { ...ASKED, decisions: ["approve", "decline"] }]);
    const keys = within(card())
      .getAllByRole("button")
      .map((b) => b.getAttribute("aria-keyshortcuts"));
    expect(keys).toEqual(["y", null]);
  });

  it("is asked in a run that plays a recording, too", () => {
    show([PLAN, ASKED], { replayOf: { recording: "feature-dev" } });
    expect(screen.getByRole("button", { name: /^Approve/ })).toBeEnabled();
  });
});

it("a gate that was decided says by whom, when and with which words", () => {
  const words = "Use the existing parser.\nNo new dependency.";
  show([
    PLAN,
    ASKED,
    { type: "approval.resolved", approvalId: "gate.1", decision: "push_back", by: "ada", comment: words },
  ]);
  expect(card()).toHaveTextContent("pushed back by ada at 00:00:02 UTC");
  expect(within(card()).getByText(/^Use the existing parser\./).textContent).toBe(words);
  expect(within(card()).queryByRole("button")).toBeNull();
});
