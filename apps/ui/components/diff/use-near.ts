import { type RefObject, useEffect, useState } from "react";

/** How far beyond what is in sight a file is kept in the document, in pixels. */
const MARGIN = 1200;

/** True while the element is in sight or near it, in whatever it scrolls in. @param first before the browser has looked */
export function useNear(ref: RefObject<HTMLElement | null>, first: boolean): boolean {
  const [near, setNear] = useState(first);
  useEffect(() => {
    const el = ref.current;
    if (!el || typeof IntersectionObserver === "undefined") return setNear(true);
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last) setNear(last.isIntersecting);
      },
      { root: scrollParent(el), rootMargin: `${MARGIN}px 0px` },
    );
    observer.observe(el);
    return () => observer.disconnect();
  }, [ref]);
  return near;
}

/** What an element scrolls in; null for the window. */
export function scrollParent(el: HTMLElement): HTMLElement | null {
  for (let at = el.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}
