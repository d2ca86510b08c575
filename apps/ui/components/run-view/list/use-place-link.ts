import { useEffect } from "react";

/** The byte offset that the address leads to: `#e-<offset>` an event, `#o-<offset>` a place in the log. */
export function placeInAddress(letter: "e" | "o"): number | undefined {
  const [, at, offset] = /^#([eo])-(\d+)$/.exec(window.location.hash) ?? [];
  return at === letter ? Number(offset) : undefined;
}

/** Goes where the address leads to, and where each link leads to that is followed later. */
export function usePlaceLink(letter: "e" | "o", go: (offset: number) => void): void {
  useEffect(() => {
    const follow = () => {
      const offset = placeInAddress(letter);
      if (offset !== undefined) go(offset);
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [letter, go]);
}
