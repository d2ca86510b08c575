import { formatBytes } from "@codex-toolloop/protocol";
import { count } from "../text.ts";
import { declarations, declares } from "./declarations.ts";
import { fencedLines } from "./fenced-lines.ts";
import type { RepoFile, RepoFiles } from "./repo-files.ts";

interface Folder {
  name: string;
  folders: Map<string, Folder>;
  files: RepoFile[];
  total: { files: number; bytes: number };
}

/** How much a map shows: names that a file declares, files of one folder, folders below each other. */
interface Detail {
  names: number;
  files: number;
  depth: number;
}
const ALL = Number.POSITIVE_INFINITY;
/** Most first; the first that fits its budget is taken. */
const DETAILS: Detail[] = [
  { names: 40, files: ALL, depth: ALL },
  { names: 8, files: ALL, depth: ALL },
  { names: 3, files: ALL, depth: ALL },
  { names: 0, files: ALL, depth: ALL },
  { names: 0, files: 12, depth: ALL },
  { names: 0, files: 4, depth: ALL },
  ...[ALL, 5, 4, 3, 2, 1].map((depth) => ({ names: 0, files: 0, depth })),
];

/**
 * The tree of the repository with sizes, and what its files declare where there is room.
 * @param max characters of the text.
 * @param rank how much each file has to do with the task; where not all of a folder fit, those of it stay.
 */
export async function repoMap(
  repo: RepoFiles,
  rank: ReadonlyMap<string, number>,
  max: number,
): Promise<{ text: string; cut: boolean }> {
  const root = treeOf(repo.files);
  const none = new Map<string, string[]>();
  const room = max - 16;
  const bare = mapLines(root, { names: 0, files: ALL, depth: ALL }, none, rank, room);
  // Reading the files pays only where their bare names leave room for what they declare.
  const names = bare === undefined ? none : await declaredNames(repo, rank);
  for (const detail of DETAILS) {
    if (bare === undefined && detail.names > 0) continue;
    const lines = mapLines(root, detail, names, rank, room);
    if (lines === undefined) continue;
    const fenced = fencedLines(lines, max);
    return { text: fenced.text, cut: fenced.cut || detail !== DETAILS[0] };
  }
  const lines = mapLines(root, { names: 0, files: 0, depth: 1 }, none, rank, ALL) ?? [];
  return { text: fencedLines(lines, max).text, cut: true };
}

async function declaredNames(repo: RepoFiles, rank: ReadonlyMap<string, number>): Promise<Map<string, string[]>> {
  const depth = (path: string) => path.split("/").length;
  const order = repo.readable
    .filter((f) => declares(f.path))
    .sort(
      (a, b) =>
        (rank.get(b.path) ?? 0) - (rank.get(a.path) ?? 0) ||
        depth(a.path) - depth(b.path) ||
        (a.path < b.path ? -1 : 1),
    )
    .map((f) => f.path);
  const texts = await repo.read(order);
  return new Map(order.map((path, i) => [path, declarations(path, texts[i] ?? "")]));
}

function treeOf(files: readonly RepoFile[]): Folder {
  const folder = (name: string): Folder => ({ name, folders: new Map(), files: [], total: { files: 0, bytes: 0 } });
  const root = folder("");
  for (const file of files) {
    const parts = file.path.split("/");
    let at = root;
    for (const [i, part] of parts.entries()) {
      at.total.files++;
      at.total.bytes += file.size;
      if (i === parts.length - 1) at.files.push(file);
      else {
        const next = at.folders.get(part) ?? folder(part);
        at.folders.set(part, next);
        at = next;
      }
    }
  }
  return root;
}

/** undefined: more than `max` characters. */
function mapLines(
  root: Folder,
  detail: Detail,
  names: ReadonlyMap<string, string[]>,
  rank: ReadonlyMap<string, number>,
  max: number,
): string[] | undefined {
  const lines: string[] = [];
  let length = 0;
  const put = (line: string) => {
    lines.push(line);
    length += line.length + 1;
  };
  const walk = (folder: Folder, depth: number) => {
    const indent = " ".repeat(depth);
    for (const child of folder.folders.values()) {
      if (length > max) return;
      const { files, bytes } = child.total;
      const shut = detail.files === 0 || depth + 1 >= detail.depth;
      put(`${indent}${child.name}/${shut ? ` ${count(files, "file")}, ${formatBytes(bytes)}` : ""}`);
      if (depth + 1 < detail.depth) walk(child, depth + 1);
    }
    for (const file of chosen(folder.files, detail.files, rank)) {
      if (length > max) return;
      put(`${indent}${fileLine(file, names.get(file.path) ?? [], detail.names)}`);
    }
    const left = folder.files.length - Math.min(folder.files.length, detail.files);
    if (left > 0 && detail.files > 0) put(`${indent}… ${count(left, "more file")}`);
  };
  walk(root, 0);
  return length > max ? undefined : lines;
}

function chosen(files: readonly RepoFile[], max: number, rank: ReadonlyMap<string, number>): readonly RepoFile[] {
  if (files.length <= max) return files;
  const best = [...files].sort((a, b) => (rank.get(b.path) ?? 0) - (rank.get(a.path) ?? 0)).slice(0, max);
  return files.filter((file) => best.includes(file));
}

function fileLine({ path, size }: RepoFile, declared: readonly string[], max: number): string {
  const name = `${path.slice(path.lastIndexOf("/") + 1)} ${formatBytes(size)}`;
  if (declared.length === 0 || max === 0) return name;
  return `${name}: ${declared.slice(0, max).join(", ")}${declared.length > max ? ", …" : ""}`;
}
