/** The row of tools above a pane: wraps, and scrolls only where it is as narrow as a phone. */
export const TOOLBAR_CLASS =
  "items-center gap-x-2 gap-y-1 border-x border-line bg-panel px-2 py-1 text-[12.5px] @md:flex-wrap";

/** A switch that is on must look so. */
export const PRESSED = "aria-pressed:border-accent/60 aria-pressed:bg-accent/10 aria-pressed:text-fg";
