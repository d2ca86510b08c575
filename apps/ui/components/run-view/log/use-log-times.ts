"use client";

import { useEffect, useRef, useState } from "react";
import type { RunSource } from "../../../lib/run-view/fetch-run.ts";
import { type KnownTimes, missingTimes, NO_TIMES, withTimes } from "../../../lib/run-view/log-times.ts";

/** The run process looks at its log a little later than we do: milliseconds until the same question is asked again. */
const AGAIN_MS = 500;

/**
 * When the part `[start, end)` of the log was printed; read while `on`. Nothing where nobody looked.
 * @param final no more times will come
 */
export function useLogTimes(
  source: Pick<RunSource, "logTimes">,
  on: boolean,
  { start, end }: { start: number; end: number },
  final: boolean,
): KnownTimes {
  const [known, setKnown] = useState(NO_TIMES);
  const [answers, setAnswers] = useState(0);
  const last = useRef("");
  const missing = on ? missingTimes(known, start, end) : null;
  const from = missing?.from;
  // A log that grows all the time moves its end all the time: the question under way is not asked anew for that.
  const to = useRef(end);
  useEffect(() => {
    to.current = end;
  }, [end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer, also an empty one, is a reason to look again.
  useEffect(() => {
    if (from === undefined) return;
    const question = String(from);
    if (final && last.current === `${question} final`) return;
    const abort = new AbortController();
    const ask = async () => {
      const found = await source.logTimes(from, to.current, abort.signal).catch(() => null);
      if (abort.signal.aborted) return;
      last.current = final ? `${question} final` : question;
      if (found && found.length > 0) setKnown((k) => withTimes(k, from, found));
      setAnswers((n) => n + 1);
    };
    const timer = setTimeout(ask, last.current === question ? AGAIN_MS : 0);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [source, from, final, answers]);
  return known;
}
