import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

const SKIPPED = new Set([".git", "node_modules", ".hg", ".svn"]);

/**
 * The regular files of the working directory, relative to it: those that git tracks, and new ones that it does not ignore;
 * outside of git all of them but for `.git` and `node_modules`. Links are not followed.
 */
export function listFiles() {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const names = git.status === 0 ? git.stdout.split("\0").filter((n) => n !== "") : walk("");
  return { from: git.status === 0 ? "git" : "the folder", files: [...new Set(names)].filter(isFile).sort() };
}

function walk(folder) {
  return readdirSync(folder || ".", { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** A tracked file may have been deleted, or be a link or a submodule. */
function isFile(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
