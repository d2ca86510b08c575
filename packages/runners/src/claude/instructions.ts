import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";

/** More than this of one file is cut: it goes into every request. */
const MOST_BYTES = 64 * 1024;

/**
 * What people have written down for Claude: the user's own CLAUDE.md, then that of the folder. We read them ourselves as
 * text, since letting Claude load a folder's settings would also run its hooks and widen its permissions. `@` imports in
 * them are not followed.
 * @param cwd real path of the folder. @returns text to add to the system prompt; undefined where there is nothing.
 */
export function instructions(cwd: string, env: Record<string, string | undefined>): string | undefined {
  const home = env.CLAUDE_CONFIG_DIR || join(env.HOME || homedir(), ".claude");
  const places = [
    { path: join(home, "CLAUDE.md"), inside: home, what: "The user's own instructions for every project" },
    { path: join(cwd, "CLAUDE.md"), inside: cwd, what: "Instructions of this project (CLAUDE.md)" },
    { path: join(cwd, ".claude", "CLAUDE.md"), inside: cwd, what: "Instructions of this project (.claude/CLAUDE.md)" },
  ];
  const parts = places.flatMap(({ path, inside, what }) => {
    const text = readInside(path, inside)?.trim();
    return text ? [`# ${what}\n\n${text}`] : [];
  });
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

/** The beginning of a regular file that lies, links followed, in `folder`; a pipe or a link to elsewhere is nothing. */
function readInside(path: string, folder: string): string | undefined {
  let fd: number | undefined;
  try {
    const real = realpathSync(path);
    if (!real.startsWith(realpathSync(folder) + sep)) return undefined;
    fd = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (!fstatSync(fd).isFile()) return undefined;
    const buffer = Buffer.alloc(MOST_BYTES);
    const length = readSync(fd, buffer, 0, MOST_BYTES, 0);
    return buffer.toString("utf8", 0, length);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
