import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";

/** Largest config or pointer file that is read. */
const MOST = 64 * 1024;

/**
 * Where a checkout comes from, as its configuration says: the remote `origin`, else the first; without credentials. null
 * where it has none. No git is started.
 */
export async function readRemote(folder: string): Promise<string | null> {
  const config = await readConfig(join(folder, ".git"));
  if (config === null) return null;
  const remotes = new Map<string, string>();
  let section = "";
  for (const line of config.split("\n")) {
    const head = /^\s*\[([^\]]*)\]/.exec(line);
    if (head) section = /^remote "(.*)"$/.exec(head[1] ?? "")?.[1] ?? "";
    const url = section === "" ? undefined : /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (url !== undefined && !remotes.has(section)) remotes.set(section, url);
  }
  const found = remotes.get("origin") ?? [...remotes.values()][0];
  return found === undefined ? null : withoutCredentials(found);
}

/** The user of an ssh address is no secret; what stands before the @ of any other address may be one. */
export function withoutCredentials(url: string): string {
  const bare = url.replace(/[?#].*$/s, "");
  if (/^ssh:\/\//i.test(bare)) return bare.replace(/^(ssh:\/\/[^/@:]*):[^/@]*@/i, "$1@");
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
}

async function readConfig(dotGit: string): Promise<string | null> {
  const direct = await readText(join(dotGit, "config"));
  if (direct !== null) return direct;
  // A worktree: its .git is a file that names its folder, and that names the repository's.
  const pointer = /^gitdir: (.+)$/m.exec((await readText(dotGit)) ?? "")?.[1];
  if (pointer === undefined) return null;
  const gitDir = resolve(join(dotGit, ".."), pointer.trim());
  const common = (await readText(join(gitDir, "commondir")))?.trim();
  const home = common === undefined ? gitDir : isAbsolute(common) ? common : join(gitDir, common);
  return await readText(join(home, "config"));
}

/** A small regular file; null for anything else. */
async function readText(path: string): Promise<string | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return null;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > MOST) return null;
    return await handle.readFile("utf8");
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
