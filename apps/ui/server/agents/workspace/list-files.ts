import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { namesIn, runGit } from "../git/run-git.ts";

const MOST_FILES = 50_000;
const LIST_BYTES = 16 * 1024 * 1024;
const WALK = { folders: 5000, ms: 2000 };
/** Folders that no walk enters: generated, and often larger than all the rest. */
const NOT_WALKED = new Set([".git", "node_modules", ".next", "dist", "build", "target", ".venv", "__pycache__"]);

/**
 * The files below a folder, relative to it: in a git checkout those that git knows or would add, else those of a bounded
 * walk that follows no link. Nothing outside of the folder, and nothing that is not there.
 */
export async function listFiles(folder: string): Promise<string[]> {
  if (!(await isInCheckout(folder))) return await walk(folder);
  const ls = (...which: string[]) => runGit(folder, ["ls-files", "-z", ...which], { maxBytes: LIST_BYTES });
  const [there, gone] = await Promise.all([
    ls("--cached", "--others", "--exclude-standard", "--deduplicate"),
    ls("--deleted"),
  ]);
  if (!there.ok && !there.cut) return await walk(folder);
  const deleted = new Set(namesIn(gone.stdout));
  // What was cut ends in the middle of a name.
  const names = namesIn(there.cut ? there.stdout.slice(0, there.stdout.lastIndexOf("\0")) : there.stdout);
  return names.filter((name) => !deleted.has(name) && !name.startsWith("../")).slice(0, MOST_FILES);
}

/** Also of a repository around it; not of one that was told to call another folder its own (`core.worktree`). */
async function isInCheckout(folder: string): Promise<boolean> {
  const found = await runGit(folder, ["rev-parse", "--show-toplevel"]);
  const top = found.stdout.replace(/\n$/, "");
  return found.ok && (folder === top || folder.startsWith(top === "/" ? top : `${top}/`));
}

async function walk(root: string): Promise<string[]> {
  const end = performance.now() + WALK.ms;
  const files: string[] = [];
  const waiting = [""];
  for (let n = 0; n < WALK.folders && n < waiting.length; n++) {
    const folder = waiting[n] ?? "";
    if (performance.now() > end || files.length >= MOST_FILES) break;
    const found = await opendir(join(root, folder)).catch(() => undefined);
    if (!found) continue;
    for await (const entry of found) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !NOT_WALKED.has(entry.name)) waiting.push(path);
    }
  }
  return files.slice(0, MOST_FILES);
}
