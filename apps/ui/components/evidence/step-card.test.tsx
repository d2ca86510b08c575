import { OutputShape, StepOutput } from "@codex-toolloop/protocol";
import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FEATURE_DIFF } from "../../../../tests/support/feature-diff.ts";
import { FEATURE } from "../../../../tests/support/feature-evidence.ts";
import { indexDiff } from "../../lib/diff/diff-index.ts";
import { StepCard } from "./step-card.tsx";

const links = { runId: "r", files: indexDiff(FEATURE_DIFF) };
const outputs = (FEATURE.outputs ?? []).map((o) =>
  StepOutput.parse({ status: "success", reason: "exit_zero", attempts: 1, durationMs: 1000, ...o }),
);
const show = (step: StepOutput | undefined) => {
  if (!step) throw new Error("no such step");
  return render(<StepCard step={step} links={links} findings="table" />);
};
const of = (id: string) => outputs.find((o) => o.step === id);

describe("StepCard", () => {
  it("has a card for every shape there is, and never falls back to terms and values", () => {
    expect(new Set(outputs.map((o) => o.shape))).toEqual(new Set(OutputShape.options));
    for (const output of outputs) {
      const { container, unmount } = show(output);
      expect(container.querySelector("dl"), output.step).toBeNull();
      unmount();
    }
  });

  it("tells how the step was done", () => {
    show(of("implement"));
    for (const word of ["success", "codex gpt-test", "workspace-write", "round 2", "01:01", "43.8K · $0.21"])
      expect(screen.getByText(word)).toBeInTheDocument();
  });

  it("leads from a planned file into the diff where it was changed, and nowhere else", () => {
    show(of("plan"));
    expect(screen.getByRole("link", { name: "src/sum.ts" })).toHaveAttribute(
      "href",
      "/runs/r?tab=changes&file=src%2Fsum.ts",
    );
    expect(screen.getByText("README.md").closest("a")).toBeNull();
  });

  it("makes links of addresses on the web alone, and shows the answer that did not fit", () => {
    show(of("research"));
    expect(screen.getByRole("link", { name: "https://example.org/sum" })).toHaveAttribute(
      "rel",
      "noopener noreferrer nofollow",
    );
    expect(screen.getByText("javascript:alert(1)").closest("a")).toBeNull();
    expect(screen.getByText(/An answer did not fit: no JSON was found/)).toBeInTheDocument();
  });

  it("shows an agent's free text whole and as markdown, a very long one in part", () => {
    const text = `All **done**, see \`src/cart.js\`.\n\n${"word ".repeat(400)}\n\nThe last line.`;
    const free = StepOutput.parse({ ...of("plan"), kind: "agent", shape: undefined, output: text });
    const { unmount } = show(free);
    expect(screen.getByText("done").tagName).toBe("STRONG");
    expect(screen.getByText("src/cart.js").tagName).toBe("CODE");
    expect(screen.getByText("The last line.")).toBeInTheDocument();
    unmount();
    show({ ...free, output: "x ".repeat(40_000) });
    expect(screen.getByText("the rest of 80,000 characters")).toBeInTheDocument();
  });

  it("shows each check with its place in the log", () => {
    show(of("verify"));
    const row = within(screen.getByRole("row", { name: /Tests/ }));
    expect(row.getByText("failed")).toBeInTheDocument();
    expect(row.getByText("exit 1")).toBeInTheDocument();
    expect(row.getByRole("link", { name: /log/ })).toHaveAttribute("href", "/runs/r?tab=log#o-0");
  });

  it("shows findings by severity, with evidence at its line", () => {
    show(of("review"));
    const severities = [...document.querySelectorAll<HTMLElement>("[data-finding]")].map((r) => r.dataset.finding);
    expect(severities).toEqual(["high", "medium", "low"]);
    expect(screen.getByRole("link", { name: "src/sum.ts:45" })).toHaveAttribute(
      "href",
      "/runs/r?tab=changes&file=src%2Fsum.ts&line=45",
    );
  });

  it("shows an output that does not fit its shape as what it is, and a long one bounded", () => {
    const { container } = show(
      StepOutput.parse({
        ...of("plan"),
        output: { approach: 7, rows: Array.from({ length: 5000 }, (_, i) => ({ i })) },
      }),
    );
    expect(screen.getByText("approach")).toBeInTheDocument();
    expect(container.querySelectorAll("*").length).toBeLessThan(300);
  });
});
