import { statSync } from "node:fs";

/** Current size of a file in bytes, 0 where it is missing. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
