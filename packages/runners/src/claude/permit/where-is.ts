import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { z } from "zod";
import type { Place } from "./policy.ts";
import { reachOf } from "./tools.ts";

/** What in a folder makes other programs run things, or tells agents and this product what they may do. In lower case. */
export const PROTECTED: ReadonlySet<string> = new Set([".git", ".claude", ".codex", ".codex-toolloop"]);
const WORST_FIRST: readonly Place[] = ["outside", "protected", "inside"];
const LINKS_MAX = 40;

/**
 * Where a path lies that an agent wants to touch: by real paths, so a link or `..` out of the folder is outside. What does
 * not exist yet lies where it would come to be.
 * @param cwd absolute real path of the folder. @param path as the agent wrote it, relative to it or absolute.
 */
export function whereIs(cwd: string, path: string): Place {
  // Claude reads `~` as the home folder.
  if (path.startsWith("~")) return "outside";
  const target = realTarget(resolve(cwd, path));
  if (target === undefined) return "outside";
  if (target === cwd) return "inside";
  if (!target.startsWith(cwd.endsWith(sep) ? cwd : cwd + sep)) return "outside";
  // At any depth: a repository inside the folder has hooks as well.
  const names = target.slice(cwd.length).toLowerCase().split(sep);
  return names.some((name) => PROTECTED.has(name)) ? "protected" : "inside";
}

/** Where writing to this path would really write; undefined where that cannot be told. */
function realTarget(path: string, links = 0): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    if (links > LINKS_MAX) return undefined;
  }
  try {
    // A link whose target is not there: whoever writes to it makes the target.
    if (lstatSync(path).isSymbolicLink()) return realTarget(resolve(dirname(path), readlinkSync(path)), links + 1);
    return undefined;
  } catch {
    const above = dirname(path);
    if (above === path) return undefined;
    const parent = realTarget(above, links);
    return parent === undefined ? undefined : join(parent, basename(path));
  }
}

const text = z.string().optional().catch(undefined);
const Input = z.looseObject({ file_path: text, notebook_path: text, path: text, pattern: text });

/** Where the path lies that a call of a tool names; undefined for tools without one. */
export function placeOf(cwd: string, tool: string, input: unknown): Place | undefined {
  const reach = reachOf(tool);
  if (reach !== "read" && reach !== "edit") return undefined;
  const parsed = Input.safeParse(input);
  if (!parsed.success) return "outside";
  const { file_path, notebook_path, path, pattern } = parsed.data;
  // A glob may lead elsewhere than the folder it starts in.
  if (tool === "Glob" && pattern !== undefined && /^[/~]|(^|\/)\.\.(\/|$)/.test(pattern)) return "outside";
  const named = [file_path, notebook_path, path].filter((one) => one !== undefined);
  const places = (named.length === 0 ? ["."] : named).map((one) => whereIs(cwd, one));
  // Which of several a tool would take is not ours to know.
  return WORST_FIRST.find((place) => places.includes(place));
}
