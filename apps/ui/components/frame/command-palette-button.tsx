"use client";

import { Command } from "lucide-react";
import { OPEN_COMMANDS } from "./commands.tsx";

/** Says that there is a palette, and opens it. */
export function CommandPaletteButton() {
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => window.dispatchEvent(new Event(OPEN_COMMANDS))}
      className="no-script:hidden inline-flex h-8 items-center gap-2 rounded-md border border-line bg-panel px-2.5 text-xs text-muted hover:bg-raised hover:text-fg"
    >
      <Command aria-hidden className="size-3.5" />
      <span className="max-sm:sr-only">Commands</span>
      <kbd aria-hidden className="rounded border border-line px-1 font-sans text-[11px] max-md:hidden">
        Ctrl K
      </kbd>
    </button>
  );
}
