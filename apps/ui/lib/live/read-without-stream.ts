import type { TabStream } from "./tab-stream.ts";

/** The stream may be back at once; milliseconds before the first read without it. */
const FIRST_MS = 1000;
/** Between two reads that arrive, and at most between two that do not. */
const READ_MS = 2000;
const READ_MAX_MS = 15_000;

/**
 * Reads by asking while the stream is away, further apart while nothing arrives, and tells the stream whether it does.
 * @param read rejects where nothing was answered. @returns stops it
 */
export function readWithoutStream(
  stream: Pick<TabStream, "state" | "onState" | "reportRead">,
  read: (signal: AbortSignal) => Promise<void>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort: AbortController | undefined;
  let failures = 0;
  const isAway = () => stream.state === "reconnecting" || stream.state === "polling";
  const ask = async () => {
    const asked = new AbortController();
    abort = asked;
    let arrived = true;
    try {
      await read(asked.signal);
      failures = 0;
    } catch {
      arrived = false;
      failures++;
    }
    if (asked.signal.aborted) return;
    stream.reportRead(arrived);
    timer = setTimeout(ask, arrived ? READ_MS : Math.min(READ_MAX_MS, READ_MS * 2 ** (failures - 1)));
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    abort?.abort();
    abort = undefined;
    failures = 0;
  };
  const look = () => {
    if (!isAway()) stop();
    else if (timer === undefined && abort === undefined) timer = setTimeout(ask, FIRST_MS);
  };
  look();
  const off = stream.onState(look);
  return () => {
    off();
    stop();
  };
}
