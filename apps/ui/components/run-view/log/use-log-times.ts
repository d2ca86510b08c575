"use client";

import { useEffect, useRef, useState } from "react";
import type { RunSource } from "../../../lib/run-view/fetch-run.ts";
import { type KnownTimes, missingTimes, NO_TIMES, withTimes } from "../../../lib/run-view/log-times.ts";

/** The run process looks at its log a little later than we do: milliseconds until the same question is asked again. */
const AGAIN_MS = 500;
/** It is asked at least this often while nothing comes. */
const RARELY_MS = 8000;

/**
 * When the part `[start, end)` of the log was printed; read while `on` and in sight. Nothing where nobody looked.
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
  const last = useRef({ question: "", empty: 0 });
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
    const question = final ? `${from} final` : String(from);
    const empty = last.current.question === question ? last.current.empty : 0;
    if (final && empty > 0) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = false;
    const ask = async () => {
      asked = true;
      const found = await source.logTimes(from, to.current, abort.signal).catch(() => null);
      if (abort.signal.aborted) return;
      last.current = { question, empty: empty + 1 };
      if (found && found.length > 0) setKnown((k) => withTimes(k, from, found));
      setAnswers((n) => n + 1);
    };
    let wait = empty === 0 ? 0 : Math.min(RARELY_MS, AGAIN_MS * 2 ** (empty - 1));
    const plan = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "hidden" && !asked) timer = setTimeout(ask, wait);
      // Who comes back to the page is not made to wait.
      else wait = 0;
    };
    plan();
    document.addEventListener("visibilitychange", plan);
    return () => {
      abort.abort();
      document.removeEventListener("visibilitychange", plan);
      clearTimeout(timer);
    };
  }, [source, from, final, answers]);
  return known;
}
