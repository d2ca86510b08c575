import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where every Unix keeps its own tools, for a PATH that misses them. */
const SYSTEM_DIRECTORIES = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** Absolute path of an executable on our own PATH or in the system directories; null when there is none. */
export function findProgram(name: string): string | null {
  const directories = [...(process.env.PATH ?? "").split(delimiter), ...SYSTEM_DIRECTORIES];
  for (const directory of directories) {
    if (!directory.startsWith("/")) continue;
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // not here: look in the next directory
    }
  }
  return null;
}
