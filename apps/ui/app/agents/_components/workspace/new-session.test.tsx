import type { RunnerInfo, Workspace } from "@codex-toolloop/protocol";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter, type UrlUpdateEvent } from "nuqs/adapters/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FactsProvider } from "../../../../components/frame/facts.tsx";
import type { AgentsParams } from "../../agents-params.ts";
import { type AgentForm, EMPTY_AGENT_FORM } from "../../form-state.ts";
import { Note, NoteProvider } from "../frame/note.tsx";
import { ClearSession } from "./clear-session.tsx";
import { NewSession } from "./new-session.tsx";

const create = vi.hoisted(() => vi.fn());
const push = vi.hoisted(() => vi.fn());
vi.mock("../../session-actions.ts", () => ({ createSessionAction: create }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const RUNNERS: RunnerInfo[] = [
  { runner: "codex", label: "Codex", available: true, version: "0.169.0", environment: [], models: [] },
  {
    runner: "claude",
    label: "Claude",
    available: false,
    problem: "neither its SDK nor its CLI was found",
    install: "npm install -g @anthropic-ai/claude-agent-sdk",
    environment: [],
    models: [],
  },
  {
    runner: "replay",
    label: "Replay",
    available: true,
    environment: [],
    models: [],
    recordings: [{ name: "codex-tour", title: "Codex adds a test", vendor: "codex", prompt: "Add a test" }],
  },
];
const WORKSPACE = { id: "ws_000000000001", display_name: "repo" } as Workspace;
const PARAMS: AgentsParams = {
  workspace: WORKSPACE.id,
  session: null,
  run: null,
  tab: "transcript",
  runner: null,
  from: null,
  open: null,
  clone: null,
};
const FACTS = { slots: { running: 0, limit: 4, queued: 0, maxQueued: 9 }, readOnly: true, settingErrors: [] };

const moves: UrlUpdateEvent[] = [];
function show(options: { session?: string; workspace?: Workspace | null; readOnly?: boolean } = {}) {
  const { session = null, workspace = WORKSPACE, readOnly = false } = options;
  const page = (of: Workspace | null, active = session) => (
    <NuqsTestingAdapter onUrlUpdate={(e) => moves.push(e)} searchParams={session ? { session, run: "r" } : {}}>
      <FactsProvider initial={{ ...FACTS, readOnly }}>
        <NoteProvider>
          <Note />
          <NewSession
            params={{ ...PARAMS, session: active }}
            workspace={of}
            runners={RUNNERS}
            runner="codex"
            finished={[{ value: "0198aaaa", label: "An earlier prompt" }]}
          />
          {session ? <ClearSession workspace={WORKSPACE.id} runner="claude" /> : null}
          <textarea id="prompt" />
        </NoteProvider>
      </FactsProvider>
    </NuqsTestingAdapter>
  );
  const { rerender } = render(page(workspace));
  return { go: (to: Workspace) => rerender(page(to)), activate: (id: string) => rerender(page(workspace, id)) };
}
const runner = () => screen.getByLabelText<HTMLSelectElement>("Runner");
const button = () => screen.getByRole<HTMLButtonElement>("button", { name: /Create Session|Creating/ });
const note = () => screen.getByTestId("console-note").textContent;

beforeEach(() => {
  create.mockReset();
  push.mockReset();
  moves.length = 0;
  localStorage.clear();
});

describe("the runner", () => {
  it("is never disabled: without a workspace, read-only, and while a session is created", async () => {
    show({ workspace: null, readOnly: true });
    expect(runner().disabled).toBe(false);
    expect([...runner().options].every((o) => !o.disabled)).toBe(true);
  });

  it("clears the session when it changes, and says so", async () => {
    show({ session: "se_0000000000000001" });
    fireEvent.change(runner(), { target: { value: "replay" } });
    expect(note()).toBe("Session cleared: a session keeps its runner. Replay is chosen for the next session.");
    await waitFor(() => expect(moves.at(-1)?.searchParams.get("runner")).toBe("replay"));
    const { searchParams } = moves.at(-1) as UrlUpdateEvent;
    expect(searchParams.get("session")).toBeNull();
    expect(searchParams.get("run")).toBeNull();
    expect(searchParams.get("workspace")).toBe(WORKSPACE.id);
  });

  it("that is not installed can be chosen, and says exactly what to install", () => {
    show();
    fireEvent.change(runner(), { target: { value: "claude" } });
    expect(runner().value).toBe("claude");
    expect(screen.getByText("npm install -g @anthropic-ai/claude-agent-sdk")).toBeTruthy();
    expect(button().disabled).toBe(false);
  });

  it("replay is called a replay, and offers recordings and finished prompts", () => {
    show();
    expect(screen.queryByLabelText("Recording")).toBeNull();
    fireEvent.change(runner(), { target: { value: "replay" } });
    expect(runner().selectedOptions[0]?.textContent).toBe("Replay (of a recording)");
    const values = [...screen.getByLabelText<HTMLSelectElement>("Recording").options].map((o) => o.value);
    expect(values).toEqual(["recording:codex-tour", "run:0198aaaa"]);
  });

  it("is left alone by a session that is ready when the workspace was left", async () => {
    let answer = (_state: AgentForm) => {};
    create.mockReturnValue(
      new Promise<AgentForm>((resolve) => {
        answer = resolve;
      }),
    );
    const { go } = show();
    fireEvent.click(button());
    await waitFor(() => expect(create).toHaveBeenCalledOnce());
    go({ ...WORKSPACE, id: "ws_000000000002" });
    await act(async () => answer({ ...EMPTY_AGENT_FORM, attempt: 1, sessionId: "se_0000000000000001" }));
    await waitFor(() => expect(button().textContent).toContain("Create Session"));
    expect(push).not.toHaveBeenCalled();
    expect(note()).toBe("");
  });
});

describe("Create Session", () => {
  it("is there without a workspace, and cannot be pressed", () => {
    show({ workspace: null });
    expect(button().disabled).toBe(true);
    expect(button().title).toBe("Choose a workspace first");
  });

  it("cannot be pressed twice: it is disabled while it creates, the runner is not", async () => {
    let answer: (state: AgentForm) => void = () => {};
    create.mockReturnValue(new Promise<AgentForm>((done) => (answer = done)));
    localStorage.setItem(`toolloop.prompt.${WORKSPACE.id}`, "typed before");
    show();
    expect(button().disabled).toBe(false);
    fireEvent.click(button());
    await waitFor(() => expect(button().disabled).toBe(true));
    expect(runner().disabled).toBe(false);
    await act(async () => answer({ ...EMPTY_AGENT_FORM, attempt: 1, done: "x", sessionId: "se_0000000000000002" }));
    expect(push).toHaveBeenCalledWith(`/agents?workspace=${WORKSPACE.id}&session=se_0000000000000002`, {
      scroll: false,
    });
    expect(localStorage.getItem("toolloop.prompt.se_0000000000000002")).toBe("typed before");
    const sent = create.mock.calls[0]?.[1] as FormData;
    expect(sent.get("runner_type")).toBe("codex");
  });

  it.each([
    { from: "the button", wide: true, goes: true },
    { from: "another field", wide: true, goes: false },
    { from: "the button", wide: false, goes: false },
  ])("leads the focus from $from to the prompt: $goes, side by side: $wide", async ({ from, wide, goes }) => {
    vi.stubGlobal("matchMedia", () => ({ matches: wide }));
    create.mockResolvedValue({ ...EMPTY_AGENT_FORM, attempt: 1, done: "x", sessionId: "se_0000000000000002" });
    const { activate } = show();
    button().focus();
    fireEvent.click(button());
    await waitFor(() => expect(push).toHaveBeenCalledOnce());
    if (from === "another field") runner().focus();
    activate("se_0000000000000002");
    expect(document.activeElement?.id === "prompt").toBe(goes);
    vi.unstubAllGlobals();
  });

  it("shows a refusal, with what to do", async () => {
    const problem = { title: "Not created", detail: "The runner codex may not be used.", status: 403 };
    create.mockResolvedValue({ ...EMPTY_AGENT_FORM, attempt: 1, problem });
    show();
    fireEvent.click(button());
    expect((await screen.findByRole("alert")).textContent).toMatch(/may not be used.*allowedRunners/);
    expect(push).not.toHaveBeenCalled();
  });
});

describe("Clear Session", () => {
  it("keeps workspace and runner, and says so", () => {
    show({ session: "se_0000000000000001" });
    const link = screen.getByRole("link", { name: "Clear Session" });
    expect(link.getAttribute("href")).toBe(`/agents?workspace=${WORKSPACE.id}&runner=claude`);
    link.addEventListener("click", (e) => e.preventDefault());
    fireEvent.click(link);
    expect(note()).toBe("Session cleared. Claude stays chosen; the session is in the list.");
  });
});
