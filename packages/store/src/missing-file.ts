import { constants, type Stats } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { NeededFiles } from "@codex-toolloop/protocol";
import { isBelow } from "./fs/safe-open.ts";
import { errnoOf } from "./store-error.ts";

/** Where a run would look for programs. */
export interface FileSearch {
  /** Absolute; a program written as a relative path is only looked for where this is given. */
  workspacePath?: string | undefined;
  /** The PATH that the run gets. */
  searchPath: string | undefined;
}

/**
 * Looks whether all that a definition needs is there, before anything is spawned: its files exist, are regular, lie in the
 * definition's folder (links followed) and can be run where they are the program; a script's program can be found.
 * @returns the first problem, with the path and the fix; undefined when nothing is missing.
 */
export async function missingFile(needs: NeededFiles | undefined, search: FileSearch): Promise<string | undefined> {
  if (needs === undefined) return undefined;
  for (const file of needs.files) {
    const problem = await fileProblem(file, needs);
    if (problem !== undefined) return problem;
  }
  for (const program of needs.programs) {
    const problem = await programProblem(program, search);
    if (problem !== undefined) return `${problem} (it is the program of ${needs.definedIn})`;
  }
  return undefined;
}

type File = NeededFiles["files"][number];

async function fileProblem({ path, isProgram }: File, needs: NeededFiles): Promise<string | undefined> {
  const found = await look(path);
  if (typeof found === "string") return `${found}; put it there, or correct { file } in ${needs.definedIn}`;
  const [real, folder] = await Promise.all([realpath(path), realpath(needs.folder)]);
  if (!isBelow(folder, real))
    return `the file ${path} is a link to ${real}, outside ${folder}; copy the file itself there`;
  if (isProgram && !(await may(path, constants.X_OK))) return notExecutable(path);
  if (!(await may(path, constants.R_OK))) return `the file ${path} cannot be read by this user; see its owner and mode`;
  return undefined;
}

type Program = NeededFiles["programs"][number];

async function programProblem({ name, cwd, searchPath }: Program, search: FileSearch): Promise<string | undefined> {
  const base = search.workspacePath === undefined ? undefined : join(search.workspacePath, cwd ?? "");
  if (!name.includes("/")) return nameProblem(name, base, searchPath ?? search.searchPath);
  if (!isAbsolute(name) && base === undefined) return undefined;
  const path = isAbsolute(name) ? name : resolve(base ?? "/", name);
  const found = await look(path);
  if (typeof found === "string") return `${found}; put it there, or correct the definition`;
  return (await may(path, constants.X_OK)) ? undefined : notExecutable(path);
}

async function nameProblem(name: string, base: string | undefined, path: string | undefined) {
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
async function look(path: string): Promise<Stats | string> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : `${path} is no regular file`;
  } catch (error) {
    const code = errnoOf(error);
    if (code === "EACCES") return `the file ${path} cannot be reached by this user`;
    return code === "ELOOP" ? `${path} is a link that leads nowhere` : `the file ${path} does not exist`;
  }
}

async function may(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}

function notExecutable(path: string): string {
  const typed = /^[A-Za-z0-9_@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  return `the file ${path} is not executable; run: chmod +x ${typed}`;
}
