import { closeSync, readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { openRegular, openRegularSync } from "./safe-open.ts";

/** Up to `length` bytes from `position`; fewer only at the end of the file. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** `readAt`, synchronously. */
export function readAtSync(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let done = 0;
  while (done < buffer.length) {
    const n = readSync(fd, buffer, done, buffer.length - done, position + done);
    if (n === 0) break;
    done += n;
  }
  return buffer.subarray(0, done);
}

/** A whole small file as text; null when it is missing, no regular file, outside `root`, or larger than `maxBytes`. */
export async function readSmall(path: string, root: string, maxBytes: number): Promise<string | null> {
  const opened = await openRegular(path, root);
  if (!opened) return null;
  try {
    if (opened.stat.size > maxBytes) return null;
    return (await readAt(opened.handle, 0, opened.stat.size)).toString("utf8");
  } finally {
    await opened.handle.close();
  }
}

/** `readSmall`, synchronously. */
export function readSmallSync(path: string, root: string, maxBytes: number): string | null {
  const opened = openRegularSync(path, root);
  if (!opened) return null;
  try {
    if (opened.stat.size > maxBytes) return null;
    return readAtSync(opened.fd, 0, opened.stat.size).toString("utf8");
  } finally {
    closeSync(opened.fd);
  }
}
