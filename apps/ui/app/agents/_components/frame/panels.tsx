"use client";

import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from "react";
import { keepPanels, type PanelName, type PanelState, readPanels, SIZED, showPanels, toggled } from "./panel-sizes.ts";
import { Separator } from "./separator.tsx";

const START: PanelState = {
  sizes: { workspace: SIZED.workspace.start, prompt: SIZED.prompt.start },
  collapsed: [],
};

interface Panels {
  state: PanelState;
  toggle(panel: PanelName): void;
}
const PanelsContext = createContext<Panels>({ state: START, toggle() {} });

/** Which panels are collapsed, and the way to change it. */
export const usePanels = () => useContext(PanelsContext);

/** Three panels side by side that resize and collapse, one above the other on a narrow screen. Remembered in this browser. */
export function Panels({ workspace, prompt, output }: Record<PanelName, ReactNode>) {
  const [state, setState] = useState(START);
  useLayoutEffect(() => {
    // A page that was come to from another one ran no inline script.
    const found = readPanels();
    showPanels(found);
    setState(found);
  }, []);
  const keep = (next: PanelState) => {
    keepPanels(next);
    setState(next);
  };
  const toggle = (panel: PanelName) => keep({ ...state, collapsed: toggled(state.collapsed, panel) });
  const resize = (panel: keyof typeof SIZED) => (px: number) =>
    keep({ ...state, sizes: { ...state.sizes, [panel]: px } });
  return (
    <PanelsContext value={{ state, toggle }}>
      <div className="agents-panels">
        {workspace}
        <Separator
          panel="workspace"
          label="Width of the workspace panel"
          px={state.sizes.workspace}
          collapsed={state.collapsed.includes("workspace")}
          onResize={resize("workspace")}
          onToggle={() => toggle("workspace")}
        />
        {prompt}
        <Separator
          panel="prompt"
          label="Width of the prompt panel"
          px={state.sizes.prompt}
          collapsed={state.collapsed.includes("prompt") || state.collapsed.includes("output")}
          onResize={resize("prompt")}
          onToggle={() => toggle("prompt")}
        />
        {output}
      </div>
    </PanelsContext>
  );
}
