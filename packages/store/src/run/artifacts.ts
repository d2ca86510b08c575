import type { Dirent } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { extname, join } from "node:path";
import type { ArtifactInfo } from "@codex-toolloop/protocol";
import type { Redactor } from "../contract.ts";
import { readAt } from "../fs/read-at.ts";
import { isAbsent, openRegular } from "../fs/safe-open.ts";
import { readSlice } from "../redact/read-redacted.ts";
import { StoreError, toStoreError } from "../store-error.ts";
import { maskNames, rawPathOf } from "./artifact-names.ts";
import { artifactPath } from "./artifact-path.ts";
import { maskSplitDeltas } from "./mask-split-deltas.ts";

/** A run directory that holds more than this was not made by us; its list is cut. */
const MAX_FILES = 1000;
const MAX_ENTRIES = 5000;
const MAX_DEPTH = 4;

/** The regular files below a run directory, by path. Links, FIFOs and devices are not listed; the walk is bounded. */
export async function listArtifactFiles(runDir: string): Promise<ArtifactInfo[]> {
  const found: ArtifactInfo[] = [];
  const budget = { entries: MAX_ENTRIES };
  await walk(runDir, "", 0, found, budget);
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The same as anybody may see it: a file's name can hold a secret, too. `readArtifactFile` takes these paths. */
export async function listMaskedArtifacts(runDir: string, redactor: Redactor): Promise<ArtifactInfo[]> {
  return maskNames(await listArtifactFiles(runDir), redactor).map((file) => file.shown);
}

/** Files on their way, what a run keeps for itself, a repository's own: packed, so that no secret in them could be masked. */
const isHidden = (name: string) => (name.startsWith(".") && name.endsWith(".tmp")) || name === ".git";

async function walk(
  dir: string,
  prefix: string,
  depth: number,
  found: ArtifactInfo[],
  budget: { entries: number },
): Promise<void> {
  const folders: string[] = [];
  for (const entry of await entriesOf(dir, budget)) {
    if (found.length >= MAX_FILES) return;
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory()) folders.push(entry.name);
    else if (entry.isFile()) {
      const info = await infoOf(join(dir, entry.name), prefix + entry.name);
      if (info) found.push(info);
    }
  }
  if (depth >= MAX_DEPTH) return;
  for (const name of folders.sort()) await walk(join(dir, name), `${prefix}${name}/`, depth + 1, found, budget);
}

async function entriesOf(dir: string, budget: { entries: number }): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(dir)) {
      if (budget.entries-- <= 0) break;
      entries.push(entry);
    }
  } catch (error) {
    if (!isAbsent(error)) throw toStoreError(error, "list", dir);
  }
  return entries;
}

async function infoOf(file: string, path: string): Promise<ArtifactInfo | null> {
  try {
    const stat = await lstat(file);
    if (!stat.isFile()) return null;
    return { path, size: stat.size, modifiedAt: stat.mtime.toISOString(), kind: kindOf(path) };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw toStoreError(error, "look at", file);
  }
}

const KINDS: Record<string, ArtifactInfo["kind"]> = {
  ".md": "markdown",
  ".json": "json",
  ".diff": "diff",
  ".patch": "diff",
  ".jsonl": "text",
  ".log": "text",
  ".txt": "text",
  ".yaml": "text",
  ".yml": "text",
  ".csv": "text",
  ".xml": "text",
  ".html": "text",
};

function kindOf(path: string): ArtifactInfo["kind"] {
  return KINDS[extname(path).toLowerCase()] ?? (path.startsWith("spill/") ? "text" : "binary");
}

/** A redacted slice of one artifact, by its path or by its masked path; null when there is no such regular file below the run directory. */
export async function readArtifactFile(
  runDir: string,
  path: string,
  redactor: Redactor,
  options: { offset?: number; maxBytes?: number },
): Promise<{ info: ArtifactInfo; content: string; nextOffset: number } | null> {
  try {
    artifactPath(path);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
  if (path.split("/").some(isHidden)) return null;
  const masked = path.includes("*") ? rawPathOf(await listArtifactFiles(runDir), path, redactor) : undefined;
  const onDisk = masked ?? path;
  const opened = await openRegular(join(runDir, onDisk), runDir);
  if (!opened) return null;
  const { handle, stat } = opened;
  try {
    const limit = Math.min(options.maxBytes ?? 1024 * 1024, 16 * 1024 * 1024);
    const slice = await readSlice(handle, stat.size, redactor, options.offset ?? 0, limit, stat.size);
    let kind = kindOf(onDisk);
    if (kind === "binary" && !(await readAt(handle, 0, 8192)).includes(0)) kind = "text";
    const info: ArtifactInfo = {
      path: redactor.text(path),
      size: stat.size,
      modifiedAt: stat.mtime.toISOString(),
      kind,
    };
    const content = path === "events.jsonl" ? await maskSplitDeltas(handle, slice, redactor) : slice.content;
    return { info, content, nextOffset: slice.end };
  } finally {
    await handle.close();
  }
}
