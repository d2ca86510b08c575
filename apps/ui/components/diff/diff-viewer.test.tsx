import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { FEATURE_DIFF } from "../../../../tests/support/feature-diff.ts";
import { indexDiff } from "../../lib/diff/diff-index.ts";
import { firstBodies } from "../../lib/diff/load-diff.ts";
import { DiffViewer } from "./diff-viewer.tsx";

beforeEach(() => {
  localStorage.clear();
  Element.prototype.scrollIntoView = vi.fn();
});

function show(props: { path?: string; line?: string; base?: string } = {}, diff = FEATURE_DIFF) {
  const files = indexDiff(diff);
  return render(<DiffViewer files={files} bodies={firstBodies(diff, files, props.path)} {...props} />);
}
const part = (name: string) => within(screen.getByRole("region", { name }));

it("shows each file with what became of it; hidden characters are written out, a binary file has no lines", () => {
  show();
  expect(part("src/sum.ts").getByText(/user⟨U\+202E⟩/)).toBeInTheDocument();
  expect(part("src/check.ts").getByText("renamed")).toBeInTheDocument();
  expect(part("src/check.ts").getByText("src/old-name.ts →")).toBeInTheDocument();
  expect(part("test/sum.test.ts").getByText("added")).toBeInTheDocument();
  expect(part("docs/legacy.md").getByText("deleted")).toBeInTheDocument();
  expect(part("assets/logo.png").getByText("A binary file: its content is not shown.")).toBeInTheDocument();
});

it("goes from unified to split, and remembers it", async () => {
  const { unmount } = show();
  expect(screen.getAllByRole("table")[0]).toHaveAttribute("data-layout", "unified");
  await userEvent.click(screen.getByRole("button", { name: "Split" }));
  expect(screen.getAllByRole("table")[0]).toHaveAttribute("data-layout", "split");
  unmount();
  show();
  expect(screen.getAllByRole("table")[0]).toHaveAttribute("data-layout", "split");
});

it("closes and opens a file, and all of them", async () => {
  show();
  const head = screen.getByRole("button", { name: "src/sum.ts" });
  await userEvent.click(head);
  expect(head).toHaveAttribute("aria-expanded", "false");
  expect(screen.queryByText(/user⟨U\+202E⟩/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Expand all" }));
  expect(head).toHaveAttribute("aria-expanded", "true");
  await userEvent.click(screen.getByRole("button", { name: "Collapse all" }));
  expect(screen.queryAllByRole("table")).toEqual([]);
});

it("marks the line that the address asks for, and puts a line that is clicked into the address", async () => {
  show({ path: "src/sum.ts", line: "45", base: "?tab=changes" });
  const marked = () => document.querySelector("tr[data-marked]");
  expect(marked()).toHaveTextContent('export const VERSION = "2";');
  await userEvent.click(part("src/sum.ts").getByRole("link", { name: "6" }));
  expect(marked()).toHaveTextContent("check(total);");
  expect(window.location.search).toBe("?tab=changes&file=src%2Fsum.ts&line=6");
});

it("has a bounded part of many files in the document, and the one that is asked for among them", () => {
  const many = Array.from(
    { length: 500 },
    (_, i) =>
      `diff --git a/f${i}.ts b/f${i}.ts\n--- a/f${i}.ts\n+++ b/f${i}.ts\n@@ -1,60 +1,60 @@\n${"-a\n+b\n".repeat(60)}`,
  ).join("");
  const { container } = show({ path: "f320.ts" }, many);
  expect(screen.getByText("Files 301–350 of 500")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "f320.ts" })).toBeInTheDocument();
  expect(container.querySelectorAll("*").length).toBeLessThan(5000);
});
