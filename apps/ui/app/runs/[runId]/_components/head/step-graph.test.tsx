import type { RunSummary } from "@codex-toolloop/protocol";
import { render, screen, within } from "@testing-library/react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { RunViewProvider } from "../../../../../components/run-view/run-view-provider.tsx";
import { RUN } from "../../../../../lib/run-view/test-events.ts";
import { runInitial } from "../../../../../test/run-initial.ts";
import { StepGraph } from "./step-graph.tsx";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh() {}, replace() {} }),
  useSearchParams: () => new URLSearchParams(),
}));
beforeAll(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollBy = () => {};
});

const agent = (id: string, more: object = {}) => ({
  id,
  title: id,
  kind: "agent",
  runner: "codex",
  role: `${id}er`,
  ...more,
});
const started = (stepId: string) => ({ type: "step.started", stepId, title: stepId, attempt: 1 });
const finished = (stepId: string, more: object = {}) => ({
  type: "step.finished",
  ...{ stepId, status: "success", reason: "exit_zero", attempt: 1, durationMs: 12_300, ...more },
});

function show(bodies: Record<string, unknown>[], run: Partial<RunSummary> = {}) {
  return render(
    <RunViewProvider initial={runInitial(bodies, { kind: "workflow", ...run })}>
      <StepGraph />
    </RunViewProvider>,
  ).container;
}
const edges = (container: Element) =>
  [...container.querySelectorAll("[data-edge]")].map((e) => e.getAttribute("data-edge"));

describe("the plan", () => {
  it("of commands in a line is a row of buttons, without a drawing", () => {
    const steps = ["a", "b"].map((id) => ({ id, title: id, kind: "command" }));
    const container = show([{ type: "run.planned", steps }, started("a")]);
    expect(edges(container)).toEqual([]);
    expect(within(screen.getByRole("list", { name: "Steps" })).getAllByRole("button")).toHaveLength(2);
  });

  it("of steps that run at the same time is a graph with their edges, in one column", () => {
    const steps = [
      agent("a"),
      agent("b", { needs: ["a"] }),
      agent("c", { needs: ["a"] }),
      agent("d", { needs: ["b", "c"] }),
    ];
    const container = show([{ type: "run.planned", steps }]);
    expect(edges(container)).toEqual(["a b", "a c", "b d", "c d"]);
    const left = (id: string) => container.querySelector<HTMLElement>(`[data-step="${id}"]`)?.style.left;
    expect(left("b")).toBe(left("c"));
    expect(left("d")).not.toBe(left("b"));
  });

  it("says of each step who does it, how long it took, and what it used", () => {
    const usage = { inputTokens: 12_000, outputTokens: 300, costUsd: 0.04 };
    show([{ type: "run.planned", steps: [agent("plan")] }, started("plan"), finished("plan", { usage })]);
    const node = screen.getByRole("listitem");
    expect(node).toHaveTextContent("codex");
    expect(node).toHaveTextContent("planer");
    expect(node).toHaveTextContent("12.3k · $0.040");
    expect(
      screen.getByRole("button", { name: /^plan: success · codex · planer · 12\.3 s · 12,000 tokens in/ }),
    ).toBeEnabled();
  });

  it("shows the way back of work that was sent back, and the round", () => {
    const steps = [agent("build"), agent("verify")];
    const back = { type: "iteration.started", stepId: "verify", iteration: 2, max: 3, steps: ["build", "verify"] };
    const failed = finished("verify", { status: "failed", reason: "checks_failed" });
    const container = show([
      { type: "run.planned", steps },
      ...[started("build"), finished("build"), started("verify"), failed, back, started("build")],
    ]);
    expect(container.querySelector('[data-way-back="verify build"]')).toHaveTextContent("round 2 of 3");
    expect(screen.getByText("verify sent its work back to build: round 2 of 3")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^build: running · round 2 of 3/ })).toBeEnabled();
  });

  it("says that a step was kept, and leads to the run that did it", () => {
    show([{ type: "run.planned", steps: [agent("plan")] }, finished("plan", { reason: "kept", keptFrom: RUN })]);
    expect(screen.getByRole("button", { name: /^plan: kept/ })).toBeEnabled();
    expect(screen.getByRole("link", { name: /^kept/ })).toHaveAttribute("href", `/runs/${RUN}`);
  });

  it("says which step waits for a person", () => {
    const steps = [agent("plan"), { id: "gate", title: "gate", kind: "approve" }];
    const ask = { type: "approval.requested", stepId: "gate", approvalId: "g", title: "?", decisions: ["approve"] };
    show([{ type: "run.planned", steps }, started("gate"), ask]);
    expect(screen.getByRole("button", { name: "gate: waits for approval" })).toBeEnabled();
  });
});
