import { closeSync, constants, fstatSync, openSync, renameSync, type Stats, statSync, writeSync } from "node:fs";

/** Where the lines of a log go. */
export interface LogFile {
  /** One line, with its newline. Never throws: a log that cannot be written is no reason to stop anything. */
  write(line: string): void;
  close(): void;
}

const MIB = 1024 * 1024;
/** Not at every line while a disk refuses. Milliseconds. */
const RETRY_MS = 10_000;

/**
 * A log file for its owner only, bounded in size: a full one becomes `<path>.1`, that one `<path>.2`, and so on. What the
 * disk refuses is lost, and tried again after ten seconds.
 * @param options.maxBytes of one file, 10 MiB. @param options.files kept in all, 3.
 */
export function openLogFile(path: string, options: { maxBytes?: number; files?: number } = {}): LogFile {
  const { maxBytes = 10 * MIB, files = 3 } = options;
  let fd: number | undefined;
  let retryAt = 0;
  /** The last write was cut short: the next line begins a line of its own. */
  let torn = false;

  const close = () => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  /** The file is ours, has its name still, and has room for so many bytes more. */
  const ready = (bytes: number): number => {
    if (fd !== undefined) {
      const ours = fstatSync(fd);
      // A second dashboard on this store may have turned the files over, and somebody may have removed them.
      if (!isNamed(ours, path)) close();
      else if (ours.size > 0 && ours.size + bytes > maxBytes) {
        close();
        turnOver(path, files);
      }
    }
    fd ??= openOwn(path);
    return fd;
  };
  return {
    write(line) {
      if (performance.now() < retryAt) return;
      try {
        const bytes = Buffer.from(torn ? `\n${line}` : line);
        torn = writeSync(ready(bytes.length), bytes) < bytes.length;
      } catch {
        retryAt = performance.now() + RETRY_MS;
      }
    },
    close,
  };
}

function openOwn(path: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(`${path} is no regular file`);
}

function isNamed({ ino, dev }: Stats, path: string): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  return named?.ino === ino && named.dev === dev;
}

/** `<path>` becomes `<path>.1`, and so on; the oldest is overwritten. */
function turnOver(path: string, files: number): void {
  for (let n = files - 1; n >= 1; n--) {
    const from = n === 1 ? path : `${path}.${n - 1}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${path}.${n}`);
  }
}
