import { constants, type Stats } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { errnoOf } from "../store-error.ts";

/** Why a program of this name is not found. @param base where relative folders of `path` start; they are skipped without. */
export async function nameProblem(
  name: string,
  base: string | undefined,
  path: string | undefined,
): Promise<string | undefined> {
  let blocked: string | undefined;
  for (const entry of (path ?? "/usr/bin:/bin").split(delimiter)) {
    if (!isAbsolute(entry) && base === undefined) continue;
    const candidate = join(resolve(base ?? "/", entry), name);
    if (typeof (await look(candidate)) === "string") continue;
    if (await may(candidate, constants.X_OK)) return undefined;
    blocked ??= candidate;
  }
  if (blocked !== undefined) return notExecutable(blocked);
  return `the program ${name} was not found on PATH; install it, or write its absolute path into the definition`;
}

/** The regular file at a path (links followed), or why there is none. */
export async function look(path: string): Promise<Stats | string> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : `${path} is no regular file`;
  } catch (error) {
    const code = errnoOf(error);
    if (code === "EACCES") return `the file ${path} cannot be reached by this user`;
    return code === "ELOOP" ? `${path} is a link that leads nowhere` : `the file ${path} does not exist`;
  }
}

/** May this user use the file like that? @param mode `constants.R_OK` or `X_OK`. */
export async function may(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** The sentence for a file that may not be run, with the command that mends it. */
export function notExecutable(path: string): string {
  const typed = /^[A-Za-z0-9_@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  return `the file ${path} is not executable; run: chmod +x ${typed}`;
}
