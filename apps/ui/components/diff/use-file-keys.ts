import { type RefObject, useEffect } from "react";
import { isShortcut } from "../frame/keys.ts";
import { scrollParent } from "./use-near.ts";

/** `j` and `k` go to the next and the previous file: its head is focused, so that Enter opens and closes it. */
export function useFileKeys(box: RefObject<HTMLElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const onKey = (e: KeyboardEvent) => {
      if (!isShortcut(e) || (e.key !== "j" && e.key !== "k")) return;
      const files = [...(box.current?.querySelectorAll<HTMLElement>("[data-file]") ?? [])];
      const next = files[nextFile(files, e.key === "j" ? 1 : -1)];
      if (!next) return;
      e.preventDefault();
      next.scrollIntoView({ block: "start" });
      (next.querySelector<HTMLElement>("[data-toggle]:not(:disabled)") ?? next).focus({ preventScroll: true });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [box, on]);
}

/** From the file that holds the focus, else from what is in sight: the next head below its top, or the last one above it. */
function nextFile(files: readonly HTMLElement[], step: 1 | -1): number {
  const focused = files.findIndex((f) => f.contains(document.activeElement));
  if (focused >= 0) return Math.max(0, Math.min(files.length - 1, focused + step));
  const top = (files[0] && scrollParent(files[0])?.getBoundingClientRect().top) ?? 0;
  const topOf = (f: HTMLElement) => f.getBoundingClientRect().top - top;
  const next = files.findIndex((f) => topOf(f) > 1);
  if (step === 1) return next < 0 ? files.length - 1 : next;
  return Math.max(
    0,
    files.findLastIndex((f) => topOf(f) < -1),
  );
}
