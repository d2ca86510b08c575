import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

export interface FoundProgram {
  path: string;
}

/** A program by its setting, else on PATH. @returns undefined where there is none that may be executed. */
export async function findProgram(
  name: string,
  setting: string,
  env: Record<string, string | undefined>,
): Promise<FoundProgram | undefined> {
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  for (const path of setting ? [setting] : folders.map((folder) => join(folder, name))) {
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return { path };
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
