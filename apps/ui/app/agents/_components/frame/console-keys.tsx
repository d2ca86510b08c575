"use client";

import { useEffect } from "react";
import { isShortcut } from "../../../../components/frame/keys.ts";

/** `j k n s` in the console: through sessions and runs (Enter opens, as on every link), to the prompt, and Stop. */
export function ConsoleKeys() {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!isShortcut(e)) return;
      if (e.key === "j") step(1);
      else if (e.key === "k") step(-1);
      else if (e.key === "s") document.querySelector<HTMLElement>("[data-prompt-stop] button")?.click();
      else if (e.key !== "n" || !toPrompt()) return;
      e.preventDefault();
      // The frame's own `n` leads to another page.
      e.stopPropagation();
    };
    const onHash = () => void (window.location.hash === "#prompt" && toPrompt());
    onHash();
    document.addEventListener("keydown", onKey, true);
    window.addEventListener("hashchange", onHash);
    return () => {
      window.removeEventListener("hashchange", onHash);
      document.removeEventListener("keydown", onKey, true);
    };
  }, []);
  return null;
}

function step(by: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-console-item]")];
  const at = items.findIndex((item) => item.matches(":focus"));
  const current = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = at < 0 ? Math.max(0, current) : Math.min(items.length - 1, Math.max(0, at + by));
  items[next]?.focus();
  items[next]?.scrollIntoView({ block: "nearest" });
}

/** False where there is no prompt to go to. */
function toPrompt(): boolean {
  const prompt = document.querySelector<HTMLElement>("#prompt");
  prompt?.focus();
  return prompt !== null;
}
