import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Least time between two looks, milliseconds; they become rarer as the command grows old: a hundredth of its age. */
const EVERY_MS = 250;
const PART_OF_AGE = 1 / 100;
/** Most that one look tells: the newest lines. Bytes. */
const MOST = 4096;

/**
 * Tells what a command prints while it runs, from the file that it writes: complete lines, at most four times a second, of much
 * output the newest. A day of constant output is about 900 deltas, 4 MB.
 * @param tell gets text; what it throws goes to `onError`, once, and ends the looks.
 * @returns ends the looks. What was printed since the last one is not told: the whole output follows.
 */
export function liveOutput(path: string, tell: (text: string) => void, onError: (error: unknown) => void): () => void {
  let fd: number | undefined = openSync(path, "r");
  const begun = performance.now();
  let told = 0;
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const look = (open: number) => {
    const { size } = fstatSync(open);
    if (size <= told) return;
    const from = Math.max(told, size - MOST);
    const bytes = Buffer.alloc(size - from);
    const length = readSync(open, bytes, 0, bytes.length, from);
    const end = bytes.subarray(0, length).lastIndexOf(0x0a) + 1;
    if (end === 0) return;
    // After a gap the first line may be the end of one.
    const start = from > told ? bytes.indexOf(0x0a) + 1 : 0;
    const left = from + start - told;
    told = from + end;
    const text = bytes.toString("utf8", start, end);
    tell(left > 0 ? `… ${left} bytes are in the log when the command has ended …\n${text}` : text);
  };
  const again = () => {
    const wait = Math.max(EVERY_MS, (performance.now() - begun) * PART_OF_AGE);
    timer = setTimeout(() => {
      try {
        if (fd !== undefined) look(fd);
        again();
      } catch (error) {
        stop();
        onError(error);
      }
    }, wait).unref();
  };
  again();
  return stop;
}
