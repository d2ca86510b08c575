import { closeSync, fstatSync, openSync } from "node:fs";
import type { RunWriter } from "@codex-toolloop/store";

/** How exact the times are: milliseconds between two looks at the log, and at least this part of the run's age. */
const EVERY_MS = 250;
const PART_OF_AGE = 1 / 4000;

/**
 * Notes when output.log had grown to which size, in output-times.jsonl: the commands write the log themselves, and their
 * lines carry no time. The looks become rarer as the run grows old, so that a day of constant output is about 22,000
 * samples, a megabyte.
 * @returns takes the last sample and ends.
 */
export function sampleLog(writer: Pick<RunWriter, "logPath" | "appendRecord">): () => void {
  let fd: number | undefined;
  const open = () => {
    fd ??= openSync(writer.logPath, "r");
    return fd;
  };
  const begun = performance.now();
  let known = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const { size } = fstatSync(open());
    if (size <= known) return;
    writer.appendRecord("output-times.jsonl", { at: new Date().toISOString(), offset: size });
    known = size;
  };
  const again = () => {
    const wait = Math.max(EVERY_MS, (performance.now() - begun) * PART_OF_AGE);
    timer = setTimeout(() => {
      tryTo(look);
      again();
    }, wait).unref();
  };
  tryTo(open);
  again();
  return () => {
    clearTimeout(timer);
    tryTo(look);
    if (fd !== undefined) closeSync(fd);
  };
}

/** Times are a help to the reader: a run does not fail for them. A disk that is full is told by its events. */
function tryTo(look: () => unknown): void {
  try {
    look();
  } catch {
    // The next look says it again, of more bytes.
  }
}
