import { LIMITS, type Spilled } from "@codex-toolloop/protocol";

/** Writes one spilled payload and returns its path below the run directory. */
export type SpillSink = (field: string, content: string) => string;

/**
 * Makes a record fit the record limit: the largest field goes to a file and a preview stays, until the rest fits.
 * Strings keep a preview, arrays their first elements, objects become a preview of their JSON.
 * @returns the record as JSON text, and the (possibly changed) record itself. The input is not changed.
 */
export function fitRecord<T extends object>(record: T, sink: SpillSink): { record: T; json: string } {
  const first = JSON.stringify(record);
  if (Buffer.byteLength(first) <= LIMITS.recordBytes) return { record, json: first };
  const copy = structuredClone(record) as T & { spilled?: Spilled[] };
  const spilled: Spilled[] = [];
  let json = first;
  // Each round takes the largest field away; records that need more rounds than this have no large fields to take.
  for (let round = 0; round < 64 && Buffer.byteLength(json) > LIMITS.recordBytes; round++) {
    const target = largest(copy);
    if (!target) break;
    const field = target.path.join(".");
    const text = typeof target.value === "string" ? target.value : JSON.stringify(target.value);
    spilled.push({ field, file: sink(field, text), bytes: Buffer.byteLength(text) });
    target.replace(previewOf(target.value));
    copy.spilled = spilled;
    json = JSON.stringify(copy);
  }
  return { record: copy, json };
}

interface Target {
  path: string[];
  value: unknown;
  replace(value: unknown): void;
}

/** Follows the largest child downwards to a string, or to a collection of which no single child is most of it. */
function largest(record: object): Target | null {
  let found: Target | null = null;
  let container: unknown = record;
  const path: string[] = [];
  while (typeof container === "object" && container !== null) {
    const node = container as Record<string, unknown>;
    let best: { key: string; size: number } | null = null;
    for (const key of Object.keys(node)) {
      if (path.length === 0 && key === "spilled") continue;
      const size = sizeOf(node[key]);
      if (!best || size > best.size) best = { key, size };
    }
    if (!best || best.size <= LIMITS.spillPreviewBytes * 2) break;
    // Going on downwards only pays while one child is most of it.
    if (found && path.length > 1 && best.size < sizeOf(node) / 4) break;
    path.push(best.key);
    const key = best.key;
    found = { path: [...path], value: node[key], replace: (value) => (node[key] = value) };
    container = node[key];
  }
  return found;
}

function sizeOf(value: unknown): number {
  return typeof value === "string" ? Buffer.byteLength(value) : (JSON.stringify(value)?.length ?? 0);
}

function previewOf(value: unknown): unknown {
  if (typeof value === "string") return cutWord(value, LIMITS.spillPreviewBytes);
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    let size = 0;
    for (const element of value) {
      size += sizeOf(element);
      if (size > LIMITS.spillPreviewBytes) break;
      kept.push(element);
    }
    return kept;
  }
  return cutWord(JSON.stringify(value), LIMITS.spillPreviewBytes);
}

/** `cutText` back to a blank where one is near: half a secret would not be recognised, and shown. */
function cutWord(text: string, maxBytes: number): string {
  const cut = cutText(text, maxBytes);
  if (cut === text) return cut;
  const blank = Math.max(cut.lastIndexOf(" "), cut.lastIndexOf("\n"));
  return blank > cut.length / 2 ? cut.slice(0, blank + 1) : cut;
}

/**
 * The start of a text, at most `maxBytes` of UTF-8, for lists: a word (of ASCII) that would be cut is left out, since half a
 * secret would not be recognised, and shown.
 */
export function cutWords(text: string, maxBytes: number): string {
  const cut = cutText(text, maxBytes);
  return cut === text ? cut : cut.replace(/[!-~]+$/, "").trimEnd();
}

/** The start of a text, at most `maxBytes` of UTF-8, ending on a code point. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString("utf8");
}
