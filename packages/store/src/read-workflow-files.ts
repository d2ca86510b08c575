import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { readSmall } from "./fs/read-at.ts";
import { isAbsent } from "./fs/safe-open.ts";
import { toStoreError } from "./store-error.ts";

const MAX_FILES = 200;
const MAX_ENTRIES = 2000;
const MAX_BYTES = 256 * 1024;

/**
 * The YAML files of one folder, as text, by name. Links, FIFOs and files over 256 KiB are left out, and no more than
 * 200 files are read. @param root real path below which the files must lie.
 */
export async function readYamlFiles(
  folder: string,
  root: string,
): Promise<{ name: string; path: string; text: string }[]> {
  const names: string[] = [];
  let budget = MAX_ENTRIES;
  try {
    for await (const entry of await opendir(folder)) {
      if (budget-- <= 0) break;
      if (entry.isFile() && /^[^.].*\.ya?ml$/.test(entry.name)) names.push(entry.name);
    }
    const files: { name: string; path: string; text: string }[] = [];
    for (const name of names.sort().slice(0, MAX_FILES)) {
      const path = join(folder, name);
      const text = await readSmall(path, root, MAX_BYTES);
      if (text !== null) files.push({ name: name.replace(/\.ya?ml$/, ""), path, text });
    }
    return files;
  } catch (error) {
    if (isAbsent(error)) return [];
    throw toStoreError(error, "read workflows in", folder);
  }
}
