import { Problem, WorktreeState } from "@codex-toolloop/protocol";
import { z } from "zod";
import { type DiffFile, indexDiff } from "./diff-index.ts";
import { BODY_BYTES } from "./viewer-files.ts";

/** Where the text of a file's diff is read when somebody opens it: a piece of an artifact, or a session's worktree. */
export type DiffSource = { kind: "artifact" | "worktree"; url: string };

/** The diff of one file; `cut` where it is longer than what is loaded. */
export interface FileBody {
  text: string;
  cut: boolean;
}

const Piece = z.object({ content: z.string() });
const Worktree = WorktreeState.pick({ diff: true });

/** Throws an `Error` with a sentence for a person. */
export async function fetchBody(source: DiffSource, file: DiffFile): Promise<FileBody> {
  if (source.kind === "worktree") return fromWorktree(await readJson(source.url, Worktree), file);
  const size = file.end - file.start;
  const limit = Math.min(size, BODY_BYTES);
  const { content } = await readJson(`${source.url}?offset=${file.start}&limit=${limit}`, Piece);
  return { text: content, cut: size > limit };
}

function fromWorktree({ diff }: z.infer<typeof Worktree>, file: DiffFile): FileBody {
  const found = indexDiff(diff).find((f) => f.path === file.path);
  if (!found) throw new Error("It is no longer among the changes: reload the page.");
  const text = diff.slice(found.start, Math.min(found.end, found.start + BODY_BYTES));
  return { text, cut: found.end - found.start > BODY_BYTES };
}

async function readJson<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = Problem.safeParse(body);
    throw new Error(problem.success ? problem.data.detail : `HTTP ${response.status}`);
  }
  return schema.parse(body);
}
