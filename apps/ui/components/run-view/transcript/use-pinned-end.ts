"use client";

import { type RefObject, type UIEvent, useLayoutEffect, useRef } from "react";

/** Keeps a box that scrolls at its end while `content` grows, unless somebody scrolls in it. */
export function usePinnedEnd<E extends HTMLElement>(
  content: unknown,
): { box: RefObject<E | null>; onScroll(e: UIEvent<E>): void } {
  const box = useRef<E>(null);
  const pinned = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is the reason to scroll.
  useLayoutEffect(() => {
    const el = box.current;
    if (el && pinned.current) el.scrollTop = el.scrollHeight;
  }, [content]);
  return {
    box,
    onScroll: ({ currentTarget: el }) => {
      pinned.current = el.scrollHeight - el.scrollTop - el.clientHeight < 12;
    },
  };
}
