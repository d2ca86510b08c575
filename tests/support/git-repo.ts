import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Git as a person would run it in `folder`, with a name of its own. @returns stdout. Rejects where git fails. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgSign=false"];
  const { stdout } = await run("git", ["-C", folder, ...who, ...args]);
  return stdout.trim();
}

/** A repository on the branch `main` with these files in its one commit, and an author for who commits in it later. */
export async function makeRepo(folder: string, files: Record<string, string> = { "a.txt": "one\n" }): Promise<string> {
  await mkdir(folder, { recursive: true });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await git(folder, "config", "user.name", "Grace");
  await git(folder, "config", "user.email", "grace@example.org");
  await writeFiles(folder, files);
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--allow-empty", "-m", "first");
  return folder;
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
