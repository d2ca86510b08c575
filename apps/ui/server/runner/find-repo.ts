import type { FieldError, WorkspaceRecord } from "@codex-toolloop/protocol";
import { folderProblem, type WorkspaceBook } from "@codex-toolloop/store";
import { disabledMessage } from "../resolve-workspace.ts";

export type FoundRepo =
  | { ok: true; record: WorkspaceRecord }
  /** `record` where there is one although no job may start in it. */
  | { ok: false; status: 400 | 403; error: FieldError; record?: WorkspaceRecord };

/** The workspace that a job is to run in: registered, enabled, and its folder is there. */
export async function findRepo(book: WorkspaceBook, repoId: string): Promise<FoundRepo> {
  const record = await book.get(repoId);
  if (!record) {
    const message = "there is no such repo; GET /api/runner/repos lists those there are";
    return { ok: false, status: 400, error: { path: "repo_id", message } };
  }
  if (record.disabled)
    return { ok: false, status: 403, error: { path: "repo_id", message: disabledMessage(record) }, record };
  const message = await folderProblem(record.localPath);
  return message === undefined
    ? { ok: true, record }
    : { ok: false, status: 400, error: { path: "repo_id", message }, record };
}

/** Why no job can start in a workspace now; undefined when one can. */
export async function repoProblem(record: WorkspaceRecord): Promise<string | undefined> {
  return record.disabled ? disabledMessage(record) : await folderProblem(record.localPath);
}
