import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { Panel } from "./panel.tsx";
import { PANELS_SCRIPT, readPanels } from "./panel-sizes.ts";
import { Panels } from "./panels.tsx";

const show = () =>
  render(
    <Panels
      workspace={<Panel name="workspace">w</Panel>}
      prompt={<Panel name="prompt">p</Panel>}
      output={<Panel name="output">o</Panel>}
    />,
  );
const bar = () => screen.getByRole("separator", { name: /workspace/ });
const width = () => Number(bar().getAttribute("aria-valuenow"));
const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  root.removeAttribute("style");
  delete root.dataset.agentsCollapsed;
});

describe("the panels", () => {
  it("are resized with the keys, within bounds, and remembered", () => {
    const { unmount } = show();
    const start = width();
    fireEvent.keyDown(bar(), { key: "ArrowRight" });
    expect(width()).toBe(start + 16);
    fireEvent.keyDown(bar(), { key: "End" });
    fireEvent.keyDown(bar(), { key: "ArrowRight", shiftKey: true });
    expect(width()).toBe(Number(bar().getAttribute("aria-valuemax")));
    unmount();
    show();
    expect(width()).toBe(Number(bar().getAttribute("aria-valuemax")));
  });

  it("have their widths before the first paint", () => {
    const { unmount } = show();
    fireEvent.keyDown(bar(), { key: "Home" });
    fireEvent.click(screen.getByRole("button", { name: "Collapse Workspace" }));
    unmount();
    root.removeAttribute("style");
    delete root.dataset.agentsCollapsed;
    new Function(PANELS_SCRIPT)();
    expect(root.style.getPropertyValue("--agents-workspace")).toBe("208px");
    expect(root.dataset.agentsCollapsed).toBe("workspace");
  });

  it("collapse, and never prompt and output both", () => {
    show();
    fireEvent.click(screen.getByRole("button", { name: "Collapse Output" }));
    expect(root.dataset.agentsCollapsed).toBe("output");
    fireEvent.click(screen.getByRole("button", { name: "Collapse Prompt" }));
    expect(root.dataset.agentsCollapsed).toBe("prompt");
    fireEvent.click(screen.getByRole("button", { name: "Show Prompt" }));
    expect(root.dataset.agentsCollapsed).toBe("");
  });

  it("begin anew where what is stored is not readable", () => {
    localStorage.setItem("toolloop.agents.panels", '{"sizes":{"workspace":"wide"},"collapsed":["nobody"]}');
    expect(readPanels()).toEqual({ sizes: { workspace: 256, prompt: 320 }, collapsed: [] });
    localStorage.setItem("toolloop.agents.panels", "nonsense");
    expect(readPanels().collapsed).toEqual([]);
  });
});
