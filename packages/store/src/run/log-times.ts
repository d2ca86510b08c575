import { LogTime } from "@codex-toolloop/protocol";
import { readRecords } from "../fs/read-records.ts";

/** More than its writer ever makes (about a megabyte in a day of constant output); of a longer file the end is read. */
const MOST_BYTES = 4 * 1024 * 1024;
/** So much of the end is read first: about a thousand samples. Who follows a log asks for its last ones. */
const FIRST_BYTES = 64 * 1024;
/** Samples of one answer; more are thinned out evenly. */
export const LOG_TIMES_MAX = 2000;

/**
 * When the bytes of a part of output.log were printed: the samples of its size that tell, oldest first. A byte was there
 * by the first sample whose `offset` is beyond it.
 * @param part byte offsets `[from, to)` of output.log
 */
export async function readLogTimes(
  path: string,
  root: string,
  { from, to }: { from: number; to: number },
): Promise<LogTime[]> {
  const records = await samplesBeyond(path, root, from);
  const first = records.findIndex((t) => t.offset > from);
  if (first < 0 || to <= from) return [];
  const last = records.findIndex((t) => t.offset >= to);
  const wanted = records.slice(first, last < 0 ? undefined : last + 1);
  const every = Math.ceil(wanted.length / LOG_TIMES_MAX);
  return wanted.filter((_, i) => (wanted.length - 1 - i) % every === 0);
}

/** The samples from the one of the byte `from` on, and some before; read from the end, as far back as is needed. */
async function samplesBeyond(path: string, root: string, from: number): Promise<LogTime[]> {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const { records, start } = await readRecords(path, root, LogTime, Math.min(bytes, MOST_BYTES));
    const [oldest] = records;
    if (start === 0 || bytes >= MOST_BYTES || (oldest && oldest.offset <= from)) return records;
  }
}
