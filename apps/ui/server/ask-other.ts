import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { findUid, hexEnd } from "./peer.ts";

/** Header by which a dashboard says which store it serves, also to whoever is not signed in. */
export const STORE_HEADER = "x-toolloop-store";

/** A store's mark: tells nothing to those who do not know its path. */
export function storeMark(root: string): string {
  return createHash("sha256").update(`codex-toolloop store ${root}`).digest("hex");
}

/**
 * Is the dashboard of our store on this port? Another user's program is never believed, where the kernel tells.
 * @returns its address, or undefined.
 */
export async function askOther(port: number, storeRoot: string): Promise<string | undefined> {
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => "");
  const uid = findUid(table, `${hexEnd("127.0.0.1", port, false)} 00000000:0000 `);
  if (uid !== undefined && uid !== 0 && uid !== process.getuid?.()) return undefined;
  const address = `http://127.0.0.1:${port}/`;
  try {
    const response = await fetch(`${address}api/health`, { redirect: "manual", signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.headers.get(STORE_HEADER) === storeMark(storeRoot) ? address : undefined;
  } catch {
    return undefined;
  }
}
