import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM, type FormState, textValues } from "../../../lib/action-state.ts";
import type { WorkflowCard } from "../offer.ts";
import type { RunnerChoice } from "../runner-choices.ts";
import { StartForm } from "./start-form.tsx";
import { WorkflowCards } from "./workflow-cards.tsx";

const action = vi.hoisted(() => vi.fn());
vi.mock("../actions.ts", () => ({ startRunFormAction: action }));

const options = (...values: string[]) => values.map((value) => ({ value, label: value }));
const CARD: WorkflowCard = {
  ...{ name: "feature-dev", title: "Feature development", source: "builtin", allowed: true, timeoutSeconds: 3600 },
  ...{ needsWorkspace: "required", needsSpec: "required" },
  steps: ["Plan", "Implement", "Verify"],
  runners: ["codex", "claude", "replay"],
  recorded: true,
  fields: [
    {
      name: "runner",
      type: "runner",
      label: "Runner",
      required: true,
      default: "codex",
      options: options("codex", "claude", "replay"),
    },
    { name: "approvePlan", type: "boolean", label: "Approve the plan", required: false },
    {
      name: "planRunner",
      type: "runner",
      label: "Runner of plan",
      required: false,
      advanced: true,
      options: options("codex", "claude"),
    },
    {
      name: "contextTokens",
      type: "integer",
      label: "Context tokens",
      required: false,
      advanced: true,
      default: 12000,
    },
  ],
};
const RUNNERS: RunnerChoice[] = [
  { runner: "codex", label: "Codex", available: false, note: "It was not found.", install: "npm install -g codex" },
  { runner: "claude", label: "Claude", available: true, note: "installed, 2.1" },
  {
    runner: "replay",
    label: "Replay",
    available: true,
    note: "no account needed: plays a recording in a sample project",
  },
];

function show(values: FormState["values"] = {}) {
  return render(<StartForm card={CARD} workspaces={[]} runners={RUNNERS} initial={{ ...EMPTY_FORM, values }} />);
}
const more = () => screen.getByText(/^More options/).closest("details");
const start = () => userEvent.click(screen.getByRole("button", { name: "Start Feature development" }));
const sent = (): FormData => action.mock.calls[0]?.[1];

afterEach(cleanup);
beforeEach(() => {
  action.mockReset();
  action.mockImplementation(async (previous: FormState) => previous);
  localStorage.clear();
});

describe("the runner", () => {
  it("begins with the first that is installed; what is not cannot be chosen and says how to install it", async () => {
    show();
    const group = screen.getByRole("radiogroup", { name: "Runner" });
    expect(within(group).getByRole("radio", { name: /^Codex/ })).toBeDisabled();
    expect(within(group).getByRole("radio", { name: /^Claude/ })).toBeChecked();
    expect(group).toHaveTextContent("npm install -g codex");
    await start();
    expect(sent().get("inputs.runner")).toBe("claude");
  });

  it("that replays says that workspace and spec are not used, and asks for neither", async () => {
    show();
    expect(screen.getByLabelText(/^Spec/).closest("div")).toHaveTextContent("required");
    await userEvent.click(screen.getByRole("radio", { name: /^Replay/ }));
    expect(screen.getByText(/^Workspace and spec are not used/)).toBeVisible();
    expect(screen.queryByText("(required)")).toBeNull();
    await start();
    expect(sent().get("inputs.runner")).toBe("replay");
  });

  it("of an earlier run is kept, also where it is no longer installed", () => {
    show({ "inputs.runner": "codex" });
    expect(screen.getByRole("radio", { name: /^Codex/ })).toBeChecked();
  });

  it("that was refused says so at its field, takes the focus, and keeps what was chosen", async () => {
    action.mockImplementation(async (previous: FormState, form: FormData) => ({
      ...{ attempt: previous.attempt + 1, values: textValues(form) },
      errors: [{ path: "inputs.runner", message: "Claude is not logged in" }],
      problem: { title: "Not started", detail: "", status: 400 },
    }));
    show();
    await start();
    const group = await screen.findByRole("radiogroup", { name: "Runner", description: /not logged in/ });
    expect(group).toHaveFocus();
    expect(screen.getByRole("radio", { name: /^Claude/ })).toBeChecked();
  });
});

describe("more options", () => {
  it("are folded away, say which runner is not installed, and are sent all the same", async () => {
    show();
    expect(more()).not.toHaveAttribute("open");
    expect(within(screen.getByLabelText("Runner of plan")).getByText("codex (not installed)")).toBeInTheDocument();
    await start();
    expect(textValues(sent())).toMatchObject({ "inputs.planRunner": "", "inputs.contextTokens": "12000" });
  });

  it.each([
    [{ "inputs.contextTokens": "12000", "inputs.planRunner": "" }, false],
    [{ "inputs.contextTokens": "500" }, true],
    [{ "inputs.planRunner": "claude" }, true],
  ])("with %o are open: %s", (values, open) => {
    show(values);
    expect(more()?.open).toBe(open);
  });

  it("open where one was refused", async () => {
    action.mockImplementation(async (previous: FormState, form: FormData) => ({
      ...{ attempt: previous.attempt + 1, values: textValues(form) },
      errors: [{ path: "inputs.contextTokens", message: "must be at most 100000" }],
      problem: { title: "Not started", detail: "", status: 400 },
    }));
    show();
    await start();
    expect(await screen.findByText(/^Must be at most/)).toBeVisible();
    expect(more()?.open).toBe(true);
  });
});

it("a card says which steps there are, who does them, and that it can be watched", () => {
  render(<WorkflowCards cards={[CARD]} />);
  const card = screen.getByRole("link", { name: /Feature development/ });
  for (const words of ["Plan · Implement · Verify", "codex or claude", "3 steps", "recording", "spec required"])
    expect(card).toHaveTextContent(words);
});
