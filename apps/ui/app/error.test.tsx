import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import PageError from "./error.tsx";

const stream = { state: "live" };
const refresh = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh }) }));
vi.mock("../lib/live/live-provider.tsx", () => ({ useConnectionState: () => stream.state }));
beforeEach(() => {
  stream.state = "live";
  refresh.mockClear();
});
afterEach(cleanup);

it("says what is wrong and where the cause stands, and can be tried again", async () => {
  const reset = vi.fn();
  const { rerender } = render(<PageError error={Object.assign(new Error("x"), { digest: "42" })} reset={reset} />);
  expect(screen.getByRole("alert")).toHaveTextContent("Error 42");
  expect(screen.getByRole("alert")).toHaveTextContent("own log names the cause");
  rerender(<PageError error={new TypeError("Failed to fetch")} reset={reset} />);
  expect(screen.getByRole("alert")).toHaveTextContent("console names the cause");
  expect(reset).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect([refresh.mock.calls.length, reset.mock.calls.length]).toEqual([1, 1]);
});

it("blames nobody while the dashboard is gone, and comes back with it by itself", () => {
  const reset = vi.fn();
  const error = new TypeError("Failed to fetch");
  stream.state = "reconnecting";
  const { rerender } = render(<PageError error={error} reset={reset} />);
  expect(screen.getByRole("alert")).toHaveTextContent("does not answer");
  expect(reset).not.toHaveBeenCalled();
  stream.state = "live";
  rerender(<PageError error={error} reset={reset} />);
  expect([refresh.mock.calls.length, reset.mock.calls.length]).toEqual([1, 1]);
});
