"use client";

import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from "lucide-react";
import type { ReactNode } from "react";
import type { PanelName } from "./panel-sizes.ts";
import { usePanels } from "./panels.tsx";

const TITLES: Record<PanelName, string> = { workspace: "Workspace", prompt: "Prompt", output: "Output" };

/** One of the three panels, with its heading and the button that collapses it. */
export function Panel({ name, head, children }: { name: PanelName; head?: ReactNode; children: ReactNode }) {
  const { state, toggle } = usePanels();
  const collapsed = state.collapsed.includes(name);
  const title = TITLES[name];
  const right = name === "output";
  const Icon = collapsed ? (right ? PanelRightOpen : PanelLeftOpen) : right ? PanelRightClose : PanelLeftClose;
  return (
    <section id={`agents-${name}`} aria-label={title} data-panel={name} className="agents-panel">
      <header className="agents-panel-head">
        <h2 className="agents-panel-title">{title}</h2>
        <div className="agents-panel-aside">{head}</div>
        <button
          type="button"
          onClick={() => toggle(name)}
          aria-expanded={!collapsed}
          aria-controls={`agents-${name}-body`}
          aria-label={`${collapsed ? "Show" : "Collapse"} ${title}`}
          title={`${collapsed ? "Show" : "Collapse"} ${title}`}
          className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-raised hover:text-fg no-script:hidden"
        >
          <Icon aria-hidden className="size-4" />
        </button>
      </header>
      <div id={`agents-${name}-body`} className="agents-panel-body">
        {children}
      </div>
    </section>
  );
}
