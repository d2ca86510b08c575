import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toStoreError } from "../store-error.ts";

/** Where the lock of a store is: an abstract socket where the kernel has them, else a socket in the file system. */
export interface LockAddress {
  kind: "abstract" | "path";
  address: string;
}

/**
 * The name is made from the store's device and inode, so every path to the same store is the same lock.
 * @param purpose one lock for the supervisor, another for rebuilding the index.
 */
export function lockAddress(root: string, purpose: "supervisor" | "rebuild", kind = bestKind()): LockAddress {
  try {
    const { dev, ino } = statSync(root, { bigint: true });
    if (kind === "abstract") return { kind, address: `\0codex-toolloop-${purpose}-${dev}-${ino}` };
    const inStore = join(root, `${purpose}.sock`);
    if (Buffer.byteLength(inStore) < 100) return { kind, address: inStore };
    // sun_path holds about 104 bytes: a store deep down has its socket elsewhere.
    const name = createHash("sha256").update(`${dev}:${ino}`).digest("hex").slice(0, 16);
    return { kind, address: join(tmpdir(), `toolloop-${purpose}-${name}.sock`) };
  } catch (error) {
    throw toStoreError(error, "lock", root);
  }
}

function bestKind(): LockAddress["kind"] {
  return process.platform === "linux" ? "abstract" : "path";
}
