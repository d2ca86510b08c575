import type { StoreErrorCode } from "./contract.ts";

/** What went wrong with the disk. The message names the path and what a person can do about it. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly path: string | undefined;

  constructor(code: StoreErrorCode, message: string, options: { path?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.path = options.path;
  }
}

/** The `code` of a system error (`ENOENT`, …), or undefined. */
export function errnoOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

const FIXES: Record<StoreErrorCode, string> = {
  disk_full: "the disk is full; free some space (codex-toolloop prune removes old runs) and try again",
  read_only: "the file system is read-only; mount it writable or choose another store with TOOLLOOP_HOME",
  not_found: "it does not exist",
  denied: "permission denied; the store must belong to the user who runs Codex ToolLoop (chown -R, chmod -R u+rwX)",
  invalid: "it is not what was expected there",
  corrupt: "its content cannot be read",
  io: "the disk reported an error",
};

const CODES: Record<string, StoreErrorCode> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EFBIG: "disk_full",
  EROFS: "read_only",
  EACCES: "denied",
  EPERM: "denied",
  ENOENT: "not_found",
  ENOTDIR: "not_found",
  ELOOP: "invalid",
  ENXIO: "invalid",
  EISDIR: "invalid",
};

/** A system error in words. `doing` reads as in "cannot <doing> <path>: …". An existing StoreError passes through. */
export function toStoreError(error: unknown, doing: string, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const errno = errnoOf(error);
  const code = (errno && CODES[errno]) || "io";
  return new StoreError(code, `cannot ${doing} ${path}: ${FIXES[code]}${errno ? ` (${errno})` : ""}`, {
    path,
    cause: error,
  });
}

/** A write of which the kernel took only a part: that is how ENOSPC shows itself for the last block. */
export function shortWrite(path: string, wrote: number, wanted: number): StoreError {
  return new StoreError(
    "disk_full",
    `cannot write ${path}: only ${wrote} of ${wanted} bytes fitted; ${FIXES.disk_full}`,
    { path },
  );
}
