"use client";

import { useEffect } from "react";

/** Scrolls a list, and nothing around it, so that its current row is in view. @param list the list's id */
export function KeepInView({ list, current }: { list: string; current: string | undefined }) {
  useEffect(() => {
    const box = document.getElementById(list);
    const row = current === undefined ? null : box?.querySelector<HTMLElement>("[aria-current=true]");
    if (!box || !row) return;
    const top = row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    if (top < box.scrollTop || top + row.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top - (box.clientHeight - row.offsetHeight) / 2;
  }, [list, current]);
  return null;
}
