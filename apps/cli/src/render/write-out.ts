import type { Writable } from "node:stream";

/**
 * Writes text and resolves once the stream has taken it: whoever awaits each call has at most one piece in memory, however
 * slow the reader. @returns false when the reader has gone away.
 */
export function writeOut(out: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    out.write(text, (error) => resolve(!error));
  });
}
