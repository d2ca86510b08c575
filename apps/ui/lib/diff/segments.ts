/** A piece of a line: its text, its class of syntax, and whether it is what changed in the line. */
export interface Segment {
  text: string;
  /** Class names of highlight.js. */
  syntax?: string;
  changed?: boolean;
}

/** UTF-16 units `[from, to)` of a line. */
export type Range = readonly [from: number, to: number];

/** The pieces cut at the ends of the ranges, those inside marked as changed. Ranges are in order and apart. */
export function markRanges(segments: readonly Segment[], ranges: readonly Range[]): Segment[] {
  const out: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const end = at + segment.text.length;
    let from = at;
    for (const [start, stop] of ranges) {
      if (stop <= from || start >= end) continue;
      if (start > from) out.push({ ...segment, text: segment.text.slice(from - at, start - at) });
      from = Math.max(from, start);
      const to = Math.min(stop, end);
      out.push({ ...segment, text: segment.text.slice(from - at, to - at), changed: true });
      from = to;
    }
    if (from < end) out.push({ ...segment, text: segment.text.slice(from - at) });
    at = end;
  }
  return out;
}
