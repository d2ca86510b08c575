/** The panels that have a width of their own; the output takes what is left. In pixels. */
export const SIZED = {
  workspace: { min: 208, max: 460, start: 256 },
  prompt: { min: 280, max: 760, start: 320 },
} as const;
export type SizedPanel = keyof typeof SIZED;
export type PanelName = SizedPanel | "output";

export interface PanelState {
  sizes: Record<SizedPanel, number>;
  collapsed: PanelName[];
}

const KEY = "toolloop.agents.panels";
const FIRST: PanelState = {
  sizes: { workspace: SIZED.workspace.start, prompt: SIZED.prompt.start },
  collapsed: [],
};

/**
 * Runs before the first paint, inline with the page's nonce, so that no panel jumps: the widths stand on the root element
 * as variables, the collapsed panels as an attribute, and the style sheet does the rest.
 */
export const PANELS_SCRIPT = `(()=>{try{const s=JSON.parse(localStorage.getItem("${KEY}")||"{}"),r=document.documentElement;for(const k of ["workspace","prompt"])if(s.sizes&&s.sizes[k]>0)r.style.setProperty("--agents-"+k,s.sizes[k]+"px");if(Array.isArray(s.collapsed))r.dataset.agentsCollapsed=s.collapsed.join(" ")}catch{}})()`;

/** Within what the panel may be, whole pixels. */
export function boundSize(panel: SizedPanel, px: number): number {
  const { min, max } = SIZED[panel];
  return Math.round(Math.min(max, Math.max(min, px)));
}

/** Collapses a panel or opens it; prompt and output are never both collapsed. Pure. */
export function toggled(collapsed: readonly PanelName[], panel: PanelName): PanelName[] {
  if (collapsed.includes(panel)) return collapsed.filter((p) => p !== panel);
  const other = panel === "prompt" ? "output" : panel === "output" ? "prompt" : undefined;
  return [...collapsed.filter((p) => p !== other), panel];
}

/** What this browser remembers; the first state where it remembers nothing or refuses. */
export function readPanels(): PanelState {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof stored !== "object" || stored === null) return FIRST;
    const { sizes, collapsed } = stored as { sizes?: Partial<Record<SizedPanel, unknown>>; collapsed?: unknown };
    const size = (panel: SizedPanel) =>
      typeof sizes?.[panel] === "number" ? boundSize(panel, sizes[panel]) : SIZED[panel].start;
    return {
      sizes: { workspace: size("workspace"), prompt: size("prompt") },
      collapsed: Array.isArray(collapsed) ? collapsed.filter((p): p is PanelName => PANELS.has(p)) : [],
    };
  } catch {
    return FIRST;
  }
}
const PANELS = new Set<unknown>(["workspace", "prompt", "output"]);

/** Keeps the state in this browser and shows it. */
export function keepPanels(state: PanelState): void {
  showPanels(state);
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Private windows may refuse storage: the sizes then hold for this page.
  }
}

/** Puts the state on the root element, where the style sheet reads it. */
export function showPanels({ sizes, collapsed }: PanelState): void {
  const root = document.documentElement;
  for (const [panel, px] of Object.entries(sizes)) root.style.setProperty(`--agents-${panel}`, `${px}px`);
  root.dataset.agentsCollapsed = collapsed.join(" ");
}
