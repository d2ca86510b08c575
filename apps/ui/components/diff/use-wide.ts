import { type RefObject, useEffect, useState } from "react";

/** Narrower than this, two columns of code cannot be read. In pixels. */
const SPLIT = 720;

/** True where the element has room for two columns. */
export function useWide(ref: RefObject<HTMLElement | null>): boolean {
  const [wide, setWide] = useState(true);
  useEffect(() => {
    const el = ref.current;
    if (!el || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWide(entry.contentRect.width >= SPLIT);
    });
    observer.observe(el);
    return () => observer.disconnect();
  }, [ref]);
  return wide;
}
