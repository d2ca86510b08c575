import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { HostCapture, WorkflowHost } from "@codex-toolloop/workflows";

type WorkspaceReader = NonNullable<WorkflowHost["workspace"]>;
type Capture = (argv: string[], options?: { timeoutMs?: number; maxBytes?: number }) => Promise<HostCapture>;

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** Folders that no walk enters: generated, and often larger than all the rest. */
const NOT_WALKED = new Set([".git", "node_modules", ".next", "dist", "build", "target", ".venv", "__pycache__"]);
/** A FIFO must not block us; what is opened is looked at before it is read. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/**
 * The files of a workspace, read-only. A link is followed where it stays inside; what leads out, a FIFO or a device is
 * the same as missing.
 * @param root absolute real path. @param capture runs `git` in it.
 */
export function workspaceReader(root: string, name: string, capture: Capture): WorkspaceReader {
  return {
    path: root,
    name,
    async readText(path, maxBytes = DEFAULT_MAX_BYTES) {
      const handle = await openInside(root, path);
      if (!handle) return null;
      try {
        const stat = await handle.stat();
        if (!stat.isFile() || stat.size > maxBytes) return null;
        // One byte more than allowed: a file that grows while it is read, or claims no size (/proc), is too large too.
        const buffer = Buffer.alloc(Math.min(maxBytes, stat.size) + 1);
        let length = 0;
        while (length < buffer.length) {
          const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return length > maxBytes ? null : buffer.toString("utf8", 0, length);
      } finally {
        await handle.close();
      }
    },
    async exists(path) {
      return (await insidePath(root, path)) !== null;
    },
    async listFiles(limit) {
      return (await gitFiles(root, capture, limit)) ?? walk(root, limit);
    },
  };
}

/** The real path of `path` when it exists inside `root`; null otherwise. */
export async function insidePath(root: string, path: string): Promise<string | null> {
  if (isAbsolute(path) || path.includes("\0")) return null;
  try {
    const real = await realpath(resolve(root, path));
    return real === root || real.startsWith(root + sep) ? real : null;
  } catch {
    return null;
  }
}

async function openInside(root: string, path: string): Promise<FileHandle | null> {
  const real = await insidePath(root, path);
  if (real === null) return null;
  try {
    return await open(real, READ);
  } catch {
    return null;
  }
}

interface Listing {
  files: { path: string; size: number }[];
  truncated: boolean;
}

/** What git tracks, and what it would track; null outside a checkout. */
async function gitFiles(root: string, capture: Capture, limit: number): Promise<Listing | null> {
  // A monitor that the repository's own configuration names is a program of its.
  const argv = [
    "git",
    "-c",
    "core.fsmonitor=false",
    "-C",
    root,
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
  ];
  const listed = await capture(argv, { maxBytes: 64 * 1024 * 1024 });
  if (!listed.ok) return null;
  // A merge conflict lists a file three times.
  const paths = [...new Set(listed.stdout.split("\0").filter((p) => p !== ""))];
  const files: Listing["files"] = [];
  let looked = 0;
  for (const path of paths) {
    if (files.length >= limit) break;
    looked++;
    const stat = await lstat(join(root, path)).catch(() => null);
    if (stat?.isFile()) files.push({ path, size: stat.size });
  }
  return { files, truncated: looked < paths.length };
}

async function walk(root: string, limit: number): Promise<Listing> {
  const files: Listing["files"] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !NOT_WALKED.has(entry.name)) folders.push(path);
      if (!entry.isFile()) continue;
      if (files.length >= limit) return { files, truncated: true };
      const stat = await lstat(path).catch(() => null);
      if (stat?.isFile()) files.push({ path: relative(root, path).split(sep).join("/"), size: stat.size });
    }
  }
  return { files, truncated: false };
}
