import type { ChangedFile } from "@codex-toolloop/protocol";

/** Most characters of a diff that an agent gets to read. */
export const DIFF_CHARS = 120_000;
/** Room below which the beginning of a file tells nobody anything. */
const WORTH_CHARS = 2000;

/** The diff of all files but these, or more of it than there is room for; null where git cannot tell. */
type Read = (without: readonly ChangedFile[]) => Promise<string | null>;

export interface FittedDiff {
  diff: string;
  /** Files that are not in it, or not to their end; the smallest first. */
  left: ChangedFile[];
}

/**
 * As many files of a diff as have room, the smaller ones first: a generated file of many thousand lines must not hide what
 * people wrote. What room is then left the smallest of the others gets, up to where that ends.
 */
export async function fitDiff(files: readonly ChangedFile[], read: Read, room: number): Promise<FittedDiff> {
  const all = (await read([])) ?? "";
  if (all.length <= room) return { diff: all, left: [] };
  const bySize = [...files].sort((a, b) => linesOf(a) - linesOf(b));
  // The fewest of the large ones to be left out: looked for by halves, each look is a git.
  let [fits, fitting] = [0, ""];
  for (let least = 1, most = bySize.length - 1; least <= most; ) {
    const middle = (least + most) >> 1;
    const diff = await read(bySize.slice(middle));
    if (diff !== null && diff.length <= room) [fits, fitting, least] = [middle, diff, middle + 1];
    else most = middle - 1;
  }
  const left = bySize.slice(fits);
  const rest = room - fitting.length;
  if (rest < WORTH_CHARS && fitting !== "") return { diff: fitting, left };
  const next = await read(bySize.filter((_, n) => n !== fits));
  return { diff: fitting + wholeLines(next ?? (fitting === "" ? all : ""), rest), left };
}

const linesOf = ({ added = 0, deleted = 0 }: ChangedFile) => added + deleted;

/** The lines of a text that are whole within its first characters. */
function wholeLines(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const end = text.lastIndexOf("\n", chars - 1);
  return end < 0 ? text.slice(0, chars).replace(/[\ud800-\udbff]$/, "") : text.slice(0, end + 1);
}
