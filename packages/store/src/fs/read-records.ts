import type { z } from "zod";
import { readAt } from "./read-at.ts";
import { openRegular } from "./safe-open.ts";

/** What a JSONL file held, and how many lines were no record: a torn last line and bad ones in the middle. */
export interface Records<T> {
  records: T[];
  torn: number;
  skipped: number;
  /** Byte offset after the last complete line. */
  end: number;
}

/** Bad lines are counted, never thrown. @param text the file's text, whole. */
export function parseRecords<S extends z.ZodType>(text: string, schema: S): Records<z.infer<S>> {
  const records: z.infer<S>[] = [];
  let skipped = 0;
  const last = text.lastIndexOf("\n");
  for (const line of text.slice(0, last + 1).split("\n")) {
    if (line.trim() === "") continue;
    const parsed = schema.safeParse(parseJson(line));
    if (parsed.success) records.push(parsed.data);
    else skipped++;
  }
  const rest = text.slice(last + 1);
  return { records, skipped, torn: rest.trim() === "" ? 0 : 1, end: Buffer.byteLength(text.slice(0, last + 1)) };
}

/**
 * Reads the records of a small JSONL file, of a large one the last `maxBytes`. A missing file has none.
 * @returns also `start`: the byte offset of the first line that was read.
 */
export async function readRecords<S extends z.ZodType>(
  path: string,
  root: string,
  schema: S,
  maxBytes = 64 * 1024 * 1024,
): Promise<Records<z.infer<S>> & { start: number }> {
  const opened = await openRegular(path, root);
  if (!opened) return { records: [], skipped: 0, torn: 0, end: 0, start: 0 };
  try {
    const start = Math.max(0, opened.stat.size - maxBytes);
    const bytes = await readAt(opened.handle, start, opened.stat.size - start);
    const from = start === 0 ? 0 : bytes.indexOf(0x0a) + 1;
    const parsed = parseRecords(bytes.subarray(from).toString("utf8"), schema);
    return { ...parsed, end: parsed.end + start + from, start: start + from };
  } finally {
    await opened.handle.close();
  }
}

/** JSON, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
