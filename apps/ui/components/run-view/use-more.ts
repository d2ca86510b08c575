"use client";

import { type RefObject, useEffect, useState } from "react";

/** Whether a list that scrolls sideways goes on to the left and to the right. @param count looked at anew when it changes. */
export function useMore(list: RefObject<HTMLElement | null>, count: number): { left: boolean; right: boolean } {
  const [more, setMore] = useState({ left: false, right: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: more items make it wider.
  useEffect(() => {
    const el = list.current;
    if (!el) return;
    const look = () => {
      const left = el.scrollLeft > 4;
      const right = el.scrollLeft + el.clientWidth < el.scrollWidth - 4;
      setMore((was) => (was.left === left && was.right === right ? was : { left, right }));
    };
    look();
    const size = new ResizeObserver(look);
    size.observe(el);
    for (const item of el.children) size.observe(item);
    el.addEventListener("scroll", look, { passive: true });
    return () => {
      size.disconnect();
      el.removeEventListener("scroll", look);
    };
  }, [list, count]);
  return more;
}
