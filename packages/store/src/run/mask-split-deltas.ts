import type { FileHandle } from "node:fs/promises";
import { type AnyEvent, parseEventLine } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { readAt } from "../fs/read-at.ts";
import type { Slice } from "../redact/read-redacted.ts";
import { redactDeltas } from "./redact-events.ts";

/** How far around the slice deltas are looked at; they are a few bytes each. */
const CONTEXT = 32 * 1024;
const LEAD = '"delta":"';

/**
 * A slice of events.jsonl as a file: a secret that arrived in two deltas is in two lines, and no rule sees it in either.
 * The texts of such deltas become stars as a whole; the length stays.
 * @param slice masked already, line by line. @returns its content.
 */
export async function maskSplitDeltas(handle: FileHandle, slice: Slice, redactor: Redactor): Promise<string> {
  const base = Math.max(0, slice.start - CONTEXT);
  const raw = await readAt(handle, base, slice.end + CONTEXT - base);
  const deltas: { event: AnyEvent; from: number; to: number }[] = [];
  for (let from = base === 0 ? 0 : raw.indexOf(0x0a) + 1; from < raw.length; ) {
    const newline = raw.indexOf(0x0a, from);
    if (newline < 0) break;
    const line = raw.subarray(from, newline);
    const lead = line.includes('"item.delta"') ? line.indexOf(LEAD) : -1;
    const event = lead < 0 ? null : parseEventLine(line.toString("utf8"));
    if (event) deltas.push({ event, from: base + from + lead + LEAD.length, to: base + from + stringEnd(line, lead) });
    from = newline + 1;
  }
  if (deltas.length === 0) return slice.content;
  const bytes = Buffer.from(slice.content, "utf8");
  const masked = redactDeltas(
    deltas.map((delta) => delta.event),
    redactor,
  );
  deltas.forEach(({ event, from, to }, i) => {
    if (event.unknown || event.type !== "item.delta" || masked.get(i) === event.delta) return;
    bytes.fill("*", Math.max(0, from - slice.start), Math.max(0, Math.min(to, slice.end) - slice.start));
  });
  return bytes.toString("utf8");
}

/** Where the JSON string after the lead ends. */
function stringEnd(line: Buffer, lead: number): number {
  let at = lead + LEAD.length;
  while (at < line.length && line[at] !== 0x22) at += line[at] === 0x5c ? 2 : 1;
  return Math.min(at, line.length);
}
