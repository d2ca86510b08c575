import { formatBytes } from "@codex-toolloop/protocol";
import { count } from "../text.ts";
import { declarations, declares } from "./declarations.ts";
import { fencedLines } from "./fenced-lines.ts";
import { readingOrder } from "./rank-files.ts";
import type { RepoFile, RepoFiles } from "./repo-files.ts";

interface Folder {
  name: string;
  folders: Map<string, Folder>;
  files: RepoFile[];
  total: { files: number; bytes: number };
}

/**
 * How much a map shows: names that a file declares, files of one folder, folders below each other; and, of the whole
 * repository, the files that have most to do with the task, in whatever folder they are.
 */
interface Detail {
  names: number;
  files: number;
  depth: number;
  best: number;
}
const ALL = Number.POSITIVE_INFINITY;
const BEST_NAMES = 8;
const BEST_MAX = 400;
/** Most first; the first that fits its budget is taken. */
const DETAILS: Detail[] = [
  ...[40, BEST_NAMES, 3, 0].map((names) => ({ names, files: ALL, depth: ALL, best: 0 })),
  ...[12, 4].map((files) => ({ names: 0, files, depth: ALL, best: 100 })),
  ...[BEST_MAX, 200, 100, 50, 25, 0].map((best) => ({ names: 0, files: 0, depth: ALL, best })),
  ...[5, 4, 3, 2, 1].map((depth) => ({ names: 0, files: 0, depth, best: 0 })),
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
  const order = readingOrder(repo, rank).filter(declares);
  const world: World = { root, rank, order, names: new Map(), max: max - 16 };
  const fits = mapLines(world, DETAILS[3] ?? LEAST) !== undefined;
  // Where not even the bare names fit, only the best files' declarations can be shown.
  world.names = await declaredNames(repo, fits ? order : order.slice(0, BEST_MAX));
  for (const detail of DETAILS) {
    if (!fits && detail.files === ALL) continue;
    const lines = mapLines(world, detail);
    if (lines === undefined) continue;
    const fenced = fencedLines(lines, max);
    return { text: fenced.text, cut: fenced.cut || detail !== DETAILS[0] };
  }
  const lines = mapLines({ ...world, max: ALL }, LEAST) ?? [];
  return { text: fencedLines(lines, max).text, cut: true };
}

const LEAST: Detail = { names: 0, files: 0, depth: 1, best: 0 };

interface World {
  root: Folder;
  rank: ReadonlyMap<string, number>;
  /** Files that may declare something, the most relevant first. */
  order: readonly string[];
  names: ReadonlyMap<string, string[]>;
  max: number;
}

async function declaredNames(repo: RepoFiles, order: readonly string[]): Promise<Map<string, string[]>> {
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
function mapLines({ root, rank, order, names, max }: World, detail: Detail): string[] | undefined {
  const best = new Set(order.slice(0, detail.best).filter((path) => rank.has(path)));
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
    const shown = chosen(folder.files, detail.files, rank, best);
    for (const file of shown) {
      if (length > max) return;
      put(`${indent}${fileLine(file, names.get(file.path) ?? [], best.has(file.path) ? BEST_NAMES : detail.names)}`);
    }
    const left = folder.files.length - shown.length;
    if (left > 0 && detail.files > 0) put(`${indent}… ${count(left, "more file")}`);
  };
  walk(root, 0);
  return length > max ? undefined : lines;
}

function chosen(
  files: readonly RepoFile[],
  max: number,
  rank: ReadonlyMap<string, number>,
  best: ReadonlySet<string>,
): readonly RepoFile[] {
  if (files.length <= max) return files;
  const worth = (file: RepoFile) => rank.get(file.path) ?? 0;
  const first = max === 0 ? [] : [...files].sort((a, b) => worth(b) - worth(a)).slice(0, max);
  return files.filter((file) => best.has(file.path) || first.includes(file));
}

function fileLine({ path, size }: RepoFile, declared: readonly string[], max: number): string {
  const name = `${path.slice(path.lastIndexOf("/") + 1)} ${formatBytes(size)}`;
  if (declared.length === 0 || max === 0) return name;
  return `${name}: ${declared.slice(0, max).join(", ")}${declared.length > max ? ", …" : ""}`;
}
