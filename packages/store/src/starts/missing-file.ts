import { constants } from "node:fs";
import { realpath } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import type { NeededFiles } from "@codex-toolloop/protocol";
import { isBelow } from "../fs/safe-open.ts";
import { interpreterProblem } from "./interpreter-problem.ts";
import { look, may, nameProblem, notExecutable } from "./look.ts";

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
    const problem = await fileProblem(file, needs, search);
    if (problem !== undefined) return problem;
  }
  for (const program of needs.programs) {
    const problem = await programProblem(program, search);
    if (problem !== undefined) return `${problem} (it is the program of ${needs.definedIn})`;
  }
  return undefined;
}

type File = NeededFiles["files"][number];

async function fileProblem(
  { path, isProgram, searchPath }: File,
  needs: NeededFiles,
  search: FileSearch,
): Promise<string | undefined> {
  const found = await look(path);
  if (typeof found === "string") return `${found}; put it there, or correct { file } in ${needs.definedIn}`;
  const [real, folder] = await Promise.all([realpath(path), realpath(needs.folder)]);
  if (!isBelow(folder, real))
    return `the file ${path} is a link to ${real}, outside ${folder}; copy the file itself there`;
  if (isProgram && !(await may(path, constants.X_OK))) return notExecutable(path);
  if (!(await may(path, constants.R_OK))) return `the file ${path} cannot be read by this user; see its owner and mode`;
  if (isProgram) return await interpreterProblem(path, search.workspacePath, searchPath ?? search.searchPath);
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
  if (!(await may(path, constants.X_OK))) return notExecutable(path);
  // A binary need not be readable to be run.
  if (!(await may(path, constants.R_OK))) return undefined;
  return await interpreterProblem(path, base, searchPath ?? search.searchPath);
}
