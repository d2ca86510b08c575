"use client";

import { useEffect, useRef } from "react";
import { isShortcut } from "../frame/keys.ts";

export interface ListKeys {
  ids: readonly string[];
  selected: string | undefined;
  select(id: string | undefined): void;
  open(id: string): void;
  stop(id: string): void;
  /** `k` on the first row: let in what waits above it. */
  atTop(): void;
}

/** `j k Enter s / Esc` on the run list. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!isShortcut(e)) return;
      const { ids, selected, select, open, stop, atTop } = latest.current;
      const at = selected === undefined ? -1 : ids.indexOf(selected);
      const interactive = e.target instanceof Element && e.target.closest("a, button, summary");
      if (e.key === "j") select(ids[Math.min(ids.length - 1, at + 1)]);
      else if (e.key === "k") {
        if (at <= 0) atTop();
        select(ids[Math.max(0, at - 1)]);
      } else if (e.key === "Escape") select(undefined);
      else if (e.key === "Enter" && selected !== undefined && !interactive) open(selected);
      else if (e.key === "s" && selected !== undefined) stop(selected);
      else if (e.key === "/") document.querySelector<HTMLInputElement>('input[name="q"]')?.focus();
      else return;
      if (e.key !== "Escape") e.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
