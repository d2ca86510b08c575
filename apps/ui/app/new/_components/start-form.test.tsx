import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM, type FormState, textValues } from "../../../lib/action-state.ts";
import type { WorkflowCard } from "../offer.ts";
import { StartForm } from "./start-form.tsx";

const action = vi.hoisted(() => vi.fn());
vi.mock("../actions.ts", () => ({ startRunFormAction: action }));

const CARD: WorkflowCard = {
  name: "release",
  title: "Release",
  source: "store",
  allowed: true,
  steps: ["Publish"],
  runners: [],
  needsWorkspace: "required",
  needsSpec: "required",
  timeoutSeconds: 60,
  fields: [
    {
      name: "tag",
      type: "string",
      label: "Tag",
      required: true,
      help: "A version",
      patternHelp: "must look like v1.2",
    },
    { name: "dry", type: "boolean", label: "Dry run", required: false, default: true },
    {
      name: "part",
      type: "enum",
      label: "Part",
      required: false,
      default: "b",
      options: [
        { value: "a", label: "A" },
        { value: "b", label: "B" },
      ],
    },
  ],
};
const WORKSPACES = [{ id: "ws_000000000001", name: "repo", path: "/code/repo", trusted: false }];

function refuseWith(errors: FormState["errors"]) {
  action.mockImplementation(
    async (previous: FormState, form: FormData): Promise<FormState> => ({
      attempt: previous.attempt + 1,
      values: textValues(form),
      errors,
      problem: { title: "Not started", detail: "", status: 400 },
    }),
  );
}

afterEach(cleanup);
beforeEach(() => {
  action.mockReset();
  localStorage.clear();
});

describe("a refusal", () => {
  it("stands at its field, is read with it, gets the focus, and keeps everything typed", async () => {
    const user = userEvent.setup();
    refuseWith([{ path: "inputs.tag", message: "must start with v" }]);
    render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await user.selectOptions(screen.getByLabelText(/^Workspace/), "ws_000000000001");
    await user.type(screen.getByLabelText(/^Tag/), "1.0");
    await user.click(screen.getByLabelText("Dry run"));
    await user.selectOptions(screen.getByLabelText("Part"), "a");
    await user.type(screen.getByLabelText(/^Spec/), "do it");
    await user.click(screen.getByLabelText("Wait in the queue"));
    await user.click(screen.getByRole("button", { name: "Start Release" }));

    const tag = await screen.findByRole("textbox", { name: /^Tag/, description: /Must start with v\./ });
    expect(tag).toHaveAccessibleDescription(/A version\. Must look like v1\.2\./);
    expect(tag).toHaveAttribute("aria-invalid", "true");
    await waitFor(() => expect(tag).toHaveFocus());
    expect(tag).toHaveValue("1.0");
    expect(screen.getByLabelText(/^Workspace/)).toHaveValue("ws_000000000001");
    expect(screen.getByLabelText("Dry run")).not.toBeChecked();
    expect(screen.getByLabelText("Part")).toHaveValue("a");
    expect(screen.getByLabelText(/^Spec/)).toHaveValue("do it");
    expect(screen.getByLabelText("Wait in the queue")).toBeChecked();
    expect(screen.getByRole("alert")).toHaveTextContent("The field is marked below.");
  });

  it("that belongs to no field is said above the form", async () => {
    const user = userEvent.setup();
    refuseWith([{ path: "idempotencyKey", message: "was used before" }]);
    render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await user.click(screen.getByRole("button", { name: "Start Release" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("idempotencyKey was used before");
  });
});

describe("the form", () => {
  it("says false for an unticked box, and Enter starts rather than adds a folder", async () => {
    const user = userEvent.setup();
    refuseWith([]);
    render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await user.click(screen.getByLabelText("Dry run"));
    await user.type(screen.getByLabelText(/^Tag/), "v1{Enter}");
    await waitFor(() => expect(action).toHaveBeenCalledOnce());
    const form: FormData = action.mock.calls[0]?.[1];
    expect(form.getAll("inputs.dry")).toEqual(["false"]);
    expect(form.get("intent")).toBe("start");
  });

  it("keeps the spec as a draft for the next visit, per workflow, until it is discarded", async () => {
    const user = userEvent.setup();
    const first = render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await user.type(screen.getByLabelText(/^Spec/), "half a thought");
    await waitFor(() => expect(localStorage.getItem("toolloop.spec.release")).toBe("half a thought"));
    first.unmount();
    const second = render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await waitFor(() => expect(screen.getByLabelText(/^Spec/)).toHaveValue("half a thought"));
    await user.click(screen.getByRole("button", { name: "Discard it" }));
    expect(screen.getByLabelText(/^Spec/)).toHaveValue("");
    expect(localStorage.getItem("toolloop.spec.release")).toBeNull();
    second.unmount();
  });

  it("never puts a draft over the input of an earlier run", async () => {
    localStorage.setItem("toolloop.spec.release", "draft");
    const initial = { ...EMPTY_FORM, values: { spec: "from the run" } };
    render(<StartForm card={CARD} workspaces={WORKSPACES} initial={initial} />);
    expect(screen.getByLabelText(/^Spec/)).toHaveValue("from the run");
    expect(screen.queryByText(/Draft from this browser/)).toBeNull();
  });

  it("takes a dropped or chosen file into the text", async () => {
    const user = userEvent.setup();
    render(<StartForm card={CARD} workspaces={WORKSPACES} initial={EMPTY_FORM} />);
    await user.upload(screen.getByLabelText("Choose a file"), new File(["from a file"], "spec.md"));
    await waitFor(() => expect(screen.getByLabelText(/^Spec/)).toHaveValue("from a file"));
  });
});
