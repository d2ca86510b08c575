"use client";

import { useEffect, useRef, useState } from "react";
import { useRunSource, useRunView } from "../run-view-provider.tsx";

/** Bytes of a command's output that the transcript holds at most, and reads at first. */
const KEEP = 24 * 1024;
const SLICE = 128 * 1024;

interface Tail {
  text: string;
  /** Byte offset of the first byte shown, and of the next to read. */
  from: number;
  next: number;
}

/**
 * The end of one command's output: the bytes `start..end` of output.log (`end` undefined: it still grows). Follows the log
 * as its size is told; never holds more than a few screens.
 */
export function useLogTail(start: number, end: number | undefined): { tail: Tail | null; error: string | undefined } {
  const source = useRunSource();
  const size = useRunView((s) => s.logSize);
  const [tail, setTail] = useState<Tail | null>(null);
  const [error, setError] = useState<string>();
  const busy = useRef(false);
  const target = end ?? size;
  const next = tail?.next ?? start;
  useEffect(() => {
    if (busy.current || next >= target) return;
    busy.current = true;
    const from = Math.max(next, target - KEEP);
    source
      .log(from, Math.min(SLICE, Math.max(1, target - from)))
      .then(
        (slice) => {
          setError(undefined);
          setTail((old) => advance(old, slice, start));
        },
        (e: unknown) => setError(e instanceof Error ? e.message : String(e)),
      )
      .finally(() => {
        busy.current = false;
      });
  }, [source, next, target, start]);
  return { tail, error };
}

function advance(
  old: Tail | null,
  slice: { offset: number; next_offset: number; content: string },
  start: number,
): Tail {
  const joins = old !== null && old.next === slice.offset;
  const whole = joins ? old.text + slice.content : slice.content;
  const from = joins ? old.from : slice.offset;
  const text = whole.length > KEEP ? whole.slice(-KEEP) : whole;
  const cut = text.length < whole.length || from > start;
  // A line that lost its beginning is left out, unless it is all there is.
  const nl = cut ? text.indexOf("\n") : -1;
  return {
    text: nl >= 0 && nl < text.length - 1 ? text.slice(nl + 1) : text,
    from: cut ? Math.max(from, start + 1) : from,
    next: Math.max(slice.next_offset, old?.next ?? 0),
  };
}
