"use client";

import { useEffect, useEffectEvent, useState } from "react";

/** Between two renders of what a person does not read line by line, in milliseconds. */
const CALM_MS = 250;

/**
 * A part of what a source knows, looked at when it changes, but at most four times a second: what stands beside a list
 * (timeline, position) leaves the processor to the list. @param initial what the server rendered.
 */
export function useCalm<T>(subscribe: (listener: () => void) => () => void, read: () => T, initial: () => T): T {
  const [value, setValue] = useState(initial);
  const look = useEffectEvent(() => setValue(read));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = Number.NEGATIVE_INFINITY;
    const now = () => {
      clearTimeout(timer);
      timer = undefined;
      last = performance.now();
      look();
    };
    const unsubscribe = subscribe(() => {
      const wait = last + CALM_MS - performance.now();
      if (wait <= 0) now();
      else timer ??= setTimeout(now, wait);
    });
    now();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [subscribe]);
  return value;
}
