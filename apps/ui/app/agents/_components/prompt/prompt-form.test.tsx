import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FactsProvider } from "../../../../components/frame/facts.tsx";
import { type AgentForm, EMPTY_AGENT_FORM } from "../../form-state.ts";
import { optionValues } from "../../prompt-body.ts";
import { PromptForm } from "./prompt-form.tsx";

const prompt = vi.hoisted(() => vi.fn());
const push = vi.hoisted(() => vi.fn());
vi.mock("../../prompt-actions.ts", () => ({ promptAction: prompt }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const WORKSPACE = "ws_000000000001";
const SESSION = "se_0000000000000001";
const FACTS = { slots: { running: 1, limit: 4, queued: 0, maxQueued: 9 }, readOnly: false, settingErrors: [] };

function show(patch: Partial<Parameters<typeof PromptForm>[0]> = {}) {
  return render(
    <FactsProvider initial={FACTS}>
      <PromptForm
        workspaceId={WORKSPACE}
        sessionId={SESSION}
        hasSessions
        liveRunId={null}
        replay={false}
        models={["gpt-5"]}
        initial={optionValues({ sandbox: "workspace-write", approvalPolicy: "on-request", model: "gpt-5" })}
        again={null}
        {...patch}
      />
    </FactsProvider>,
  );
}
const area = () => screen.getByLabelText<HTMLTextAreaElement>("Prompt", { selector: "textarea" });
const run = () => screen.getByRole<HTMLButtonElement>("button", { name: /^Run|Starting/ });
const type = (text: string) => fireEvent.change(area(), { target: { value: text } });
const sent = (n: number) => prompt.mock.calls[n]?.[1] as FormData;

beforeEach(() => {
  prompt.mockReset();
  push.mockReset();
  localStorage.clear();
});

describe("a prompt", () => {
  it("runs with Ctrl Enter, with its options, and its run becomes the selected one", async () => {
    prompt.mockResolvedValue({
      ...EMPTY_AGENT_FORM,
      attempt: 1,
      done: "The prompt runs.",
      runId: "r1",
    } satisfies AgentForm);
    show();
    type("add a test");
    fireEvent.keyDown(area(), { key: "Enter", ctrlKey: true });
    await waitFor(() =>
      expect(push).toHaveBeenCalledWith(`/agents?workspace=${WORKSPACE}&session=${SESSION}&run=r1`, { scroll: false }),
    );
    expect(Object.fromEntries(sent(0))).toMatchObject({
      session_id: SESSION,
      prompt: "add a test",
      model: "gpt-5",
      sandbox: "workspace-write",
    });
    await waitFor(() => expect(area().value).toBe(""));
  });

  it("that is refused stays as it was typed, with the error at its field", async () => {
    prompt.mockImplementation(async (previous: AgentForm, form: FormData) => ({
      ...previous,
      attempt: previous.attempt + 1,
      values: Object.fromEntries(form) as Record<string, string>,
      errors: [{ path: "maxTurns", message: "must be at least 1" }],
      problem: { title: "Not started", detail: "", status: 400 },
    }));
    show();
    type("keep me");
    fireEvent.change(screen.getByLabelText("Maximum turns"), { target: { value: "0" } });
    fireEvent.click(run());
    const field = await screen.findByText("Must be at least 1.");
    expect(field.closest("details")?.open).toBe(true);
    expect(area().value).toBe("keep me");
    expect(screen.getByLabelText<HTMLInputElement>("Maximum turns").value).toBe("0");
  });

  it("says what to do where the session is busy or the queue is full", async () => {
    const refusal = (status: number, retryAfterSeconds?: number) => ({
      ...EMPTY_AGENT_FORM,
      attempt: status,
      code: status === 409 ? "session_busy" : "limit",
      problem: { title: "Not started", detail: "No.", status, ...(retryAfterSeconds && { retryAfterSeconds }) },
    });
    prompt.mockResolvedValueOnce(refusal(409)).mockResolvedValueOnce(refusal(429, 20));
    show();
    type("x");
    fireEvent.click(run());
    expect((await screen.findByRole("alert")).textContent).toMatch(/One prompt at a time/);
    fireEvent.click(run());
    await waitFor(() => expect(screen.getByRole("alert").textContent).toMatch(/in about 20 s/));
    expect(area().value).toBe("x");
  });

  it("that nobody answered is the same prompt when it is sent again, and another one once it was edited", async () => {
    prompt.mockRejectedValue(new TypeError("fetch failed"));
    show();
    type("once");
    fireEvent.click(run());
    await screen.findByRole("alert");
    await act(async () => fireEvent.click(run()));
    type("twice");
    await act(async () => fireEvent.click(run()));
    await waitFor(() => expect(prompt).toHaveBeenCalledTimes(3));
    const keys = [0, 1, 2].map((n) => sent(n).get("idempotency_key"));
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it("leaves alone what was typed after it was sent", async () => {
    let answer = (_state: AgentForm) => {};
    prompt.mockReturnValue(
      new Promise<AgentForm>((resolve) => {
        answer = resolve;
      }),
    );
    show();
    type("first");
    fireEvent.click(run());
    await waitFor(() => expect(prompt).toHaveBeenCalledOnce());
    type("and then");
    await act(async () => answer({ ...EMPTY_AGENT_FORM, attempt: 1, done: "", runId: "r1" }));
    await waitFor(() => expect(push).toHaveBeenCalledOnce());
    expect(area().value).toBe("and then");
    await waitFor(() => expect(localStorage.getItem(`toolloop.prompt.${SESSION}`)).toBe("and then"));
  });

  it.each([
    ["no draft of what was sent", undefined, null],
    ["the draft of what was typed after it", "and then", "and then"],
  ])("whose answer comes when its session was left takes nobody back, and leaves %s", async (_, typed, left) => {
    let answer = (_state: AgentForm) => {};
    prompt.mockReturnValue(
      new Promise<AgentForm>((resolve) => {
        answer = resolve;
      }),
    );
    localStorage.setItem(`toolloop.prompt.${SESSION}`, "once");
    const { unmount } = show();
    await waitFor(() => expect(area().value).toBe("once"));
    fireEvent.click(run());
    await waitFor(() => expect(prompt).toHaveBeenCalledOnce());
    if (typed) type(typed);
    unmount();
    await act(async () => answer({ ...EMPTY_AGENT_FORM, attempt: 1, done: "", runId: "r1" }));
    await waitFor(() => expect(localStorage.getItem(`toolloop.prompt.${SESSION}`)).toBe(left));
    expect(push).not.toHaveBeenCalled();
  });

  it("is kept in this browser, by session", async () => {
    localStorage.setItem(`toolloop.prompt.${SESSION}`, "unsent");
    show();
    await waitFor(() => expect(area().value).toBe("unsent"));
  });

  it("cannot run without a session, nor beside a live one", () => {
    const { unmount } = show({ sessionId: null, hasSessions: false });
    expect(run().disabled).toBe(true);
    screen.getByText("Create a session first.");
    unmount();
    const { unmount: leave } = show({ sessionId: null });
    expect(run().disabled).toBe(true);
    screen.getByText("Choose a session, or create one.");
    leave();
    show({ liveRunId: "r1" });
    expect(run().disabled).toBe(true);
  });

  it("is left by Escape, unless it closes the list of files", async () => {
    Element.prototype.scrollIntoView = vi.fn();
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json({ items: ["notes.md"] }));
    show();
    area().focus();
    type("Read @no");
    await screen.findByRole("option", { name: "notes.md" });
    fireEvent.keyDown(area(), { key: "Escape" });
    expect(screen.queryByRole("option", { name: "notes.md" })).toBeNull();
    expect(document.activeElement).toBe(area());
    fireEvent.keyDown(area(), { key: "Escape", isComposing: true });
    expect(document.activeElement).toBe(area());
    fireEvent.keyDown(area(), { key: "Escape" });
    expect(document.activeElement).toBe(document.body);
    fetched.mockRestore();
  });

  it("warns of full access, also while the options are closed", () => {
    show();
    fireEvent.change(screen.getByLabelText("Sandbox"), { target: { value: "full-access" } });
    screen.getByText(/everything that you may/);
    expect(document.querySelector("summary")?.textContent).toMatch(/Full access/);
  });
});
