import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Removes a folder right below `<store>/workspaces`. Any other stays: the path comes from a file, and may name anything. */
export async function removeFolder(storeRoot: string, path: string): Promise<void> {
  if (resolve(path) !== path || dirname(path) !== join(storeRoot, "workspaces")) return;
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
