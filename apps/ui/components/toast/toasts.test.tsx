import type { RunSummary, StreamMessage } from "@codex-toolloop/protocol";
import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Toasts } from "./toasts.tsx";

const page = { pathname: "/doctor" };
const stream = { state: "live", say: (_: StreamMessage) => {} };
vi.mock("next/navigation", () => ({ usePathname: () => page.pathname }));
vi.mock("../../lib/live/live-provider.tsx", () => ({
  useConnectionState: () => stream.state,
  useStreamMessages: (listener: (m: StreamMessage) => void) => {
    stream.say = listener;
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  Object.assign(page, { pathname: "/doctor" });
  stream.state = "live";
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const run = (patch: Partial<RunSummary> = {}): RunSummary => ({
  v: 1,
  runId: "01890000-0000-7000-8000-000000000001",
  kind: "workflow",
  workflow: "tour",
  title: "Tour",
  requestedBy: "anna",
  requestedVia: "cli",
  createdAt: new Date().toISOString(),
  finishedAt: new Date().toISOString(),
  status: "failed",
  ...patch,
});
const ends = (patch: Partial<RunSummary> = {}) => act(() => stream.say({ type: "run.changed", run: run(patch) }));
const shown = () => screen.getByTestId("toasts").textContent;
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it("says politely that a run of mine has ended, leads to it, and can be dismissed", async () => {
  render(<Toasts user="anna" />);
  expect(screen.getByRole("region", { name: "Messages" })).toHaveAttribute("aria-live", "polite");
  ends({ detail: "Step test failed" });
  ends({ detail: "Step test failed" });
  expect(screen.getAllByRole("link").map((a) => a.getAttribute("href"))).toEqual([`/runs/${run().runId}`]);
  expect(screen.getByRole("link")).toHaveTextContent("Tour failed");
  expect(shown()).toContain("Step test failed");
  pass(60_000);
  expect(screen.getByRole("link")).toBeVisible();
  await userEvent
    .setup({ advanceTimers: vi.advanceTimersByTime })
    .click(screen.getByRole("button", { name: "Dismiss: Tour" }));
  expect(shown()).toBe("");
});

it("says that a run of mine waits for approval, until that is answered, and then how the run ended", () => {
  render(<Toasts user="anna" />);
  const asked = {
    approvalId: "q",
    title: "Run npm test",
    at: new Date().toISOString(),
    decisions: ["approve" as const],
  };
  const going = { ...run({ status: "running", approvals: [asked] }), finishedAt: undefined } as RunSummary;
  act(() => stream.say({ type: "run.changed", run: going }));
  expect(screen.getByRole("link")).toHaveTextContent("Tour waits for your approval");
  expect(shown()).toContain("Run npm test");
  act(() => stream.say({ type: "run.changed", run: { ...going, approvals: [] } }));
  expect(shown()).toBe("");
  ends();
  expect(screen.getByRole("link")).toHaveTextContent("Tour failed");
});

it("leaves by itself when nobody is needed, but not from under the pointer", async () => {
  render(<Toasts user="anna" />);
  ends({ status: "success" });
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  await user.hover(screen.getByRole("link"));
  pass(20_000);
  expect(shown()).toContain("Tour finished");
  await user.unhover(screen.getByRole("link"));
  pass(8_100);
  expect(shown()).toBe("");
});

it.each([
  ["a run that goes on", "/doctor", { status: "running" }],
  ["somebody else's run", "/doctor", { requestedBy: "bob" }],
  ["an old one", "/doctor", { finishedAt: "2026-01-01T00:00:00.000Z" }],
  ["one on its own page", `/runs/${run().runId}`, {}],
  ["one in the list", "/", {}],
] as const)("is silent about %s", (_name, pathname, patch) => {
  Object.assign(page, { pathname });
  render(<Toasts user="anna" />);
  ends(patch);
  expect(shown()).toBe("");
});

it("goes once its run is opened", () => {
  const { rerender } = render(<Toasts user="anna" />);
  ends();
  Object.assign(page, { pathname: `/runs/${run().runId}` });
  rerender(<Toasts user="anna" />);
  expect(shown()).toBe("");
});

it("says that the connection is lost, not for a moment's break, and that it is back", () => {
  const { rerender } = render(<Toasts user="anna" />);
  const becomes = (state: string) => {
    stream.state = state;
    rerender(<Toasts user="anna" />);
  };
  becomes("reconnecting");
  pass(2_000);
  becomes("live");
  pass(5_000);
  expect(shown()).toBe("");
  becomes("reconnecting");
  pass(3_100);
  expect(shown()).toContain("Connection lost.");
  becomes("live");
  expect(shown()).toBe("Connected again. What you see is up to date.");
  pass(8_100);
  expect(shown()).toBe("");
});

it("holds a form back while nobody answers, keeps what was typed, and lets it go afterwards", async () => {
  const sent = vi.fn();
  const page = () => (
    <>
      <Toasts user="anna" />
      <form
        onSubmit={(e) => {
          e.preventDefault();
          sent();
        }}
      >
        <input aria-label="Spec" />
        <button type="submit">Start</button>
      </form>
    </>
  );
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  stream.state = "reconnecting";
  const { rerender } = render(page());
  await user.type(screen.getByLabelText("Spec"), "long text");
  await user.click(screen.getByRole("button", { name: "Start" }));
  expect(sent).not.toHaveBeenCalled();
  expect(shown()).toContain("Nothing was sent.");
  expect(screen.getByLabelText("Spec")).toHaveValue("long text");
  document.querySelector("form")?.setAttribute("data-own-answer", "");
  await user.click(screen.getByRole("button", { name: "Start" }));
  expect(sent).toHaveBeenCalledTimes(1);
  document.querySelector("form")?.removeAttribute("data-own-answer");
  stream.state = "live";
  rerender(page());
  expect(shown()).toContain("Connected again.");
  await user.click(screen.getByRole("button", { name: "Start" }));
  expect(sent).toHaveBeenCalledTimes(2);
});

it("does not say again what the console shows: only prompts of other sessions are elsewhere", () => {
  Object.assign(page, { pathname: "/agents" });
  render(
    <div data-shows-session="se_0000000000000001">
      <Toasts user="anna" />
    </div>,
  );
  ends({ kind: "prompt", sessionId: "se_0000000000000001" });
  expect(shown()).toBe("");
  ends({ kind: "prompt", sessionId: "se_0000000000000002", runId: "01890000-0000-7000-8000-000000000002" });
  expect(shown()).toContain("Tour failed");
});
