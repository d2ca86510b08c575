/** The row of tools above a pane: wraps where there is room, scrolls where there is little. */
export const TOOLBAR_CLASS =
  "items-center gap-x-2 gap-y-1 border-x border-line bg-panel px-2 py-1 text-[12.5px] @4xl:flex-wrap";

/** A switch that is on must look so. */
export const PRESSED = "aria-pressed:border-accent/60 aria-pressed:bg-accent/10 aria-pressed:text-fg";
