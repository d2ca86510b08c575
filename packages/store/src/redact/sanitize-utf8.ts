import { isUtf8 } from "node:buffer";

const QUESTION = 0x3f;

/**
 * Replaces each byte that is no part of valid UTF-8 by `?`, in place. Which bytes those are depends on at most three
 * neighbours, never on where the reading started.
 */
export function sanitizeUtf8(bytes: Buffer): void {
  if (isUtf8(bytes)) return;
  for (let i = 0; i < bytes.length; ) {
    const n = sequenceLength(bytes, i);
    if (n === 0) bytes[i++] = QUESTION;
    else i += n;
  }
}

/** Length of the valid sequence that starts at `i`, 0 where none does. */
function sequenceLength(bytes: Buffer, i: number): number {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return 1;
  const second = bytes[i + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(second) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (lead === 0xe0 && second < 0xa0) return 0;
    if (lead === 0xed && second > 0x9f) return 0;
    return continues(second) && continues(bytes[i + 2]) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (lead === 0xf0 && second < 0x90) return 0;
    if (lead === 0xf4 && second > 0x8f) return 0;
    return continues(second) && continues(bytes[i + 2]) && continues(bytes[i + 3]) ? 4 : 0;
  }
  return 0;
}

/** True for a byte in the middle of a code point. */
export function continues(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
