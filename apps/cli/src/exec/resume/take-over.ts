import { constants, copyFileSync, cpSync, existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";
import { toStoreError } from "@codex-toolloop/store";
import { SAMPLE } from "../replay/sample-project.ts";
import type { Earlier } from "./read-earlier.ts";

/**
 * Copies what a continuation needs of the earlier run's files: the spec where it has none itself, the files that belong to the
 * kept steps, the sample project of a replay. What is not there (any more) is left out: nothing is made of it.
 * @returns the paths that were copied. Throws StoreError where the disk refuses.
 */
export function takeOver({ resumption, runDir: from }: Earlier, runDir: string): string[] {
  const files = [...resumption.kept.values()].flatMap(({ output }) => output.artifacts ?? []);
  try {
    // What lies at the top says what a run is and how it ended: a step's own is in a folder.
    const own = files.filter((path) => path.includes("/"));
    const copied = ["spec.md", ...own].filter((path) => copyInside(path, from, runDir));
    if (existsSync(join(from, SAMPLE))) cpSync(join(from, SAMPLE), join(runDir, SAMPLE), { recursive: true });
    return copied;
  } catch (error) {
    throw toStoreError(error, "copy files to", runDir);
  }
}

/** Copies a regular file below the one directory to its place below the other, once; links lead nowhere. */
function copyInside(path: string, from: string, to: string): boolean {
  if (isAbsolute(path) || path.split("/").some((part) => part === "" || part === "." || part === "..")) return false;
  const source = join(from, path);
  const target = join(to, path);
  if (existsSync(target) || !lstatSync(source, { throwIfNoEntry: false })?.isFile()) return false;
  if (!realpathSync(source).startsWith(realpathSync(from) + sep)) return false;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  copyFileSync(source, target, constants.COPYFILE_EXCL);
  return true;
}
